import * as z from 'zod';
import type { AwsCredentials } from './aws/clients.ts';
import { type CallReport, openSessions, type Sessions } from './aws/sessions.ts';
import { type MeshDesk, SUBSCRIPTIONS_TABLE } from './desk.ts';
import { MeshError } from './errors.ts';
import { accountIdInput, checked } from './input.ts';
import { sessionNameOf } from './subscription.ts';

/** Credentials as the specification has them. */
export interface CredentialsDict {
  /** 12 digits; has to be the account that the keys are of. */
  AccountId?: string;
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken?: string;
}

/** How a producer or a consumer is opened: the specification's parameters, and some of our own after them. */
export interface DataMeshOptions {
  /** 12 digits. */
  dataMeshAccountId: string;
  /** `us-east-1` unless told. */
  regionName?: string;
  /** DEBUG (every AWS call), INFO (what was done), WARNING, ERROR or CRITICAL; INFO unless told. */
  logLevel?: LogLevel;
  /** Keys, credentials or a provider of the AWS SDK; absent: the SDK's default chain. */
  useCredentials?: CredentialsDict | AwsCredentials;
  /** Name of the subscriptions table, where it is not the original's. */
  subscriptionsTable?: string;
  /** AWS calls under way at once; 16 unless told. */
  concurrency?: number;
  /** For S3 endpoints that know no virtual hosts. */
  s3PathStyle?: boolean;
  /** The clock that CreationDate and UpdatedDate are taken from. */
  now?: () => Date;
  /** Where log lines go; to the console unless told. Credentials are never in them. */
  log?: (line: string) => void;
}

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where an account's work on the mesh is done from. */
export interface Office {
  desk: MeshDesk;
  /** The account that the credentials are of, and the name that its sessions bear. Throws InvalidParameter. */
  who(): Promise<{ accountId: string; actor: string }>;
  log(level: LogLevel, line: string): void;
}

const REGION = 'the short name of a region, as in us-east-1';
const KEY = 'a text that is not empty';
const credentialsDict = z.strictObject(
  {
    AccountId: accountIdInput.optional(),
    AccessKeyId: z.string(KEY).min(1, KEY),
    SecretAccessKey: z.string(KEY).min(1, KEY),
    SessionToken: z.string(KEY).min(1, KEY).optional(),
  },
  'AccessKeyId, SecretAccessKey and, for temporary credentials, SessionToken',
);

/** Reads the options; nothing is called yet. Throws InvalidParameter, in which no secret is named. */
export function openOffice(options: DataMeshOptions): Office {
  const meshAccountId = checked('dataMeshAccountId', accountIdInput, options.dataMeshAccountId);
  const region = checked(
    'regionName',
    z.string(REGION).regex(/^[a-z]{2}(-[a-z]+)+-\d$/, REGION),
    options.regionName ?? 'us-east-1',
  );
  const level = checked('logLevel', z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`), options.logLevel ?? 'INFO');
  const { credentials, accountId } = readCredentials(options.useCredentials);
  const write = options.log ?? ((line: string) => console.log(line));
  const log = (of: LogLevel, line: string) => {
    if (LOG_LEVELS.indexOf(of) >= LOG_LEVELS.indexOf(level)) write(`${of} ${line}`);
  };
  const sessions = openSessions({
    meshAccountId,
    region,
    credentials,
    base: 'account',
    s3PathStyle: options.s3PathStyle,
    concurrency: options.concurrency,
    onCall: (report) => log('DEBUG', describeCall(report)),
  });
  return {
    desk: {
      sessions,
      subscriptionsTable: options.subscriptionsTable ?? SUBSCRIPTIONS_TABLE,
      meshAccountId,
      region,
      now: options.now ?? (() => new Date()),
    },
    who: () => identify(sessions, accountId),
    log,
  };
}

async function identify(sessions: Sessions, expected: string | undefined) {
  const { accountId, arn } = await sessions.caller();
  if (expected !== undefined && expected !== accountId) {
    const parameter = 'useCredentials.AccountId';
    throw new MeshError('InvalidParameter', {
      parameter,
      value: expected,
      expected: `${accountId}, whose keys these are`,
    });
  }
  const session = sessionNameOf(arn);
  return { accountId, actor: session === arn ? (arn.split('/').at(-1) ?? 'meshdesk') : session };
}

function readCredentials(given: DataMeshOptions['useCredentials']): {
  credentials?: AwsCredentials;
  accountId?: string;
} {
  if (given === undefined) return {};
  if (typeof given === 'function' || 'accessKeyId' in given) return { credentials: given };
  const parsed = credentialsDict.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const parameter = ['useCredentials', ...(issue?.path ?? [])].join('.');
    const expected = issue?.message ?? 'credentials';
    throw new MeshError('InvalidParameter', { parameter, value: '(not shown)', expected });
  }
  const { AccountId, AccessKeyId, SecretAccessKey, SessionToken } = parsed.data;
  return {
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    },
    ...(AccountId !== undefined && { accountId: AccountId }),
  };
}

function describeCall({ service, operation, milliseconds, code }: CallReport): string {
  return `${service}.${operation} ${Math.round(milliseconds)} ms${code === undefined ? '' : ` ${code}`}`;
}
