import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { REGION } from '../../local/settings.ts';
import { DataMeshProducer } from '../../src/mesh/index.ts';
import { MESH, type Place, RETAIL } from './place.ts';

/** Somebody of retail who decides with the library, past Slack and the bot: straight in the mesh and in the subscriptions table. */
export async function openLibrary(place: Place): Promise<DataMeshProducer> {
  // The library takes its endpoints from the environment.
  Object.assign(process.env, place.environment);
  const credentials = { accessKeyId: `AKIA${RETAIL}LOCAL`, secretAccessKey: 'local' };
  const sts = new STSClient({ endpoint: place.lake.url, region: REGION, credentials });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${RETAIL}:role/AwsDataMesh/DataMeshProducer`,
      RoleSessionName: 'lena.hart',
      ExternalId: place.lake.externalId,
    }),
  );
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return new DataMeshProducer({
    dataMeshAccountId: MESH,
    regionName: REGION,
    logLevel: 'ERROR',
    useCredentials: { AccountId: RETAIL, AccessKeyId, SecretAccessKey, SessionToken },
    subscriptionsTable: place.tables.subscriptions,
    s3PathStyle: true,
  });
}
