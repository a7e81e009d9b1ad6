import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as glue from '@aws-sdk/client-glue';
import * as lakeformation from '@aws-sdk/client-lakeformation';
import * as ram from '@aws-sdk/client-ram';
import * as s3 from '@aws-sdk/client-s3';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import * as documents from '@aws-sdk/lib-dynamodb';

/** Every AWS package that the bot uses, whole and at once, as they are imported where nobody thinks of cold starts. */
export const aws = { dynamodb, glue, lakeformation, ram, s3, secrets, sqs, sts, documents };
