import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LimitFunction } from 'p-limit';
import { documentsOn } from '../stores/documents.ts';
import { asCallFailure, awsCodeOf } from './failures.ts';
import { unlogged } from './unlogged.ts';

/** What every client of the core has in common. */
export interface ClientBase {
  region: string;
  /** Each attempt of a call takes one of its places; waiting between attempts takes none. */
  limit: LimitFunction;
  /** Shared, so that connections are used again across accounts and people. */
  requestHandler?: NonNullable<STSClientConfig['requestHandler']>;
  s3PathStyle: boolean;
  /** Told of every call when it has ended. */
  onCall?: ((report: CallReport) => void) | undefined;
}

/** One call of AWS, with nothing of what was in it. */
export interface CallReport {
  service: string;
  operation: string;
  /** From the call to its end, attempts and waiting included. */
  milliseconds: number;
  /** AWS's, of a call that failed. */
  code?: string;
}

export type AwsCredentials = NonNullable<STSClientConfig['credentials']>;

/** One set of clients for one identity. */
export interface Clients {
  glue: GlueClient;
  lakeFormation: LakeFormationClient;
  ram: RAMClient;
  s3: S3Client;
  documents: DynamoDBDocumentClient;
}

/** Attempts of one call, the first one counted; with adaptive retries that is about half a minute of throttling. */
const ATTEMPTS = 8;

const common = (base: ClientBase, credentials: AwsCredentials | undefined) => ({
  region: base.region,
  retryMode: 'adaptive',
  maxAttempts: ATTEMPTS,
  ...(base.requestHandler && { requestHandler: base.requestHandler }),
  ...(credentials && { credentials }),
});

/**
 * Clients that call as `credentials`, each opened when it is first used: one takes a quarter of a megabyte, and there are hundreds
 * of sessions. Endpoints are the SDK's own, out of its environment.
 */
export function openClients(base: ClientBase, credentials: AwsCredentials): Clients {
  const config = common(base, credentials);
  const glue = kept(() => guarded(new GlueClient(config), base));
  const lakeFormation = kept(() => guarded(new LakeFormationClient(config), base));
  const ram = kept(() => guarded(new RAMClient(config), base));
  const s3Config = { ...config, forcePathStyle: base.s3PathStyle, followRegionRedirects: true };
  const s3 = kept(() => guarded(new S3Client(s3Config), base));
  const documents = kept(() => documentsOn(guarded(new DynamoDBClient(config), base)));
  return {
    get glue() {
      return glue();
    },
    get lakeFormation() {
      return lakeFormation();
    },
    get ram() {
      return ram();
    },
    get s3() {
      return s3();
    },
    get documents() {
      return documents();
    },
  };
}

function kept<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** An STS client; without credentials it takes those of the SDK's default chain. */
export function openSts(base: ClientBase, credentials: AwsCredentials | undefined): STSClient {
  return guarded(new STSClient(common(base, credentials)), base);
}

type Stack = STSClient['middlewareStack'];

/** Every failure of the client becomes an AwsCallFailed, and every attempt waits for a place under `limit`. */
function guarded<C extends { middlewareStack: unknown }>(client: C, { limit, onCall }: ClientBase): C {
  const stack = client.middlewareStack as Stack;
  unlogged({ middlewareStack: stack });
  stack.add(
    (next, context) => async (args) => {
      const service = String(context.clientName).replace(/Client$/, '');
      const operation = String(context.commandName).replace(/Command$/, '');
      const begun = performance.now();
      const report = (code?: string) =>
        onCall?.({ service, operation, milliseconds: performance.now() - begun, ...(code !== undefined && { code }) });
      try {
        const answer = await next(args);
        report();
        return answer;
      } catch (error) {
        const failure = asCallFailure(error, service, operation);
        report(failure.code === 'AwsCallFailed' ? awsCodeOf(failure) : failure.code);
        throw failure;
      }
    },
    { step: 'initialize', priority: 'high', name: 'codedFailures' },
  );
  stack.add((next) => (args) => limit(() => next(args)), {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'callLimit',
  });
  return client;
}
