import type { STSClient } from '@aws-sdk/client-sts';
import pLimit from 'p-limit';
import type { AwsCredentials, CallReport, ClientBase, Clients } from './clients.ts';
import type { Caller, Credentials, Hop } from './sts.ts';

export type { CallReport } from './clients.ts';
export type { Caller } from './sts.ts';

/** As whom, and for which account, a session works. */
export interface Who {
  role: 'producer' | 'consumer';
  /** 12 digits, the producer's or the consumer's account. */
  accountId: string;
  /** Names the session in CloudTrail and in UpdatedBy: `slack-U…`, or `meshdesk` for what nobody caused. */
  actor: string;
}

/** AWS clients of one identity. They renew their credentials by themselves. */
export interface MeshSession extends Clients {
  /** ARN of the assumed role with the session's name: what CreatedBy and UpdatedBy hold. */
  readonly arn: string;
  /** The account that the calls are made in. */
  readonly accountId: string;
  readonly region: string;
}

/** Sessions by role, account and actor. */
export interface Sessions {
  /** In the mesh account, as `DataMeshAdminProducer-<account>` or `DataMeshAdminConsumer-<account>`. Throws AccountUnreachable. */
  inMesh(who: Who): Promise<MeshSession>;
  /** In the account itself, as `DataMeshProducer` or `DataMeshConsumer`. Throws AccountUnreachable. */
  inAccount(who: Who): Promise<MeshSession>;
  /** Who the credentials belong to that everything starts from. */
  caller(): Promise<Caller>;
  /** Ends the connections. */
  close(): void;
}

export interface SessionSettings {
  /** 12 digits. */
  meshAccountId: string;
  region: string;
  /** Asked for by the trust policy of the producers' and consumers' roles. */
  externalId?: string | undefined;
  /** Absent: the SDK's default chain. */
  credentials?: AwsCredentials | undefined;
  /** For S3 endpoints that know no virtual hosts. */
  s3PathStyle?: boolean | undefined;
  /** The clock that tells whether credentials are about to expire. */
  now?: () => Date;
  /** AWS calls under way at once, over all sessions; 16 unless told. */
  concurrency?: number | undefined;
  onCall?: ((report: CallReport) => void) | undefined;
  /**
   * `bot`: the credentials are the bot's, whose role assumes the accounts' roles. `account`: they belong to the one
   * account that is worked for, its DataMesh role or an identity that may assume it.
   */
  base: 'bot' | 'account';
}

/** Path of every role of the mesh (aws-data-mesh-utils, DATA_MESH_IAM_PATH). */
const ROLE_PATH = '/AwsDataMesh/';
const ACCOUNT_ROLES = { producer: 'DataMeshProducer', consumer: 'DataMeshConsumer' } as const;
const MESH_ROLES = { producer: 'DataMeshAdminProducer', consumer: 'DataMeshAdminConsumer' } as const;
const DEFAULT_CONCURRENCY = 16;
/** Credentials are renewed this long before they expire. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Sessions are forgotten when this many others have been used since. */
const KEPT_SESSIONS = 500;

/** ARN of one of the mesh's roles. */
export function roleArn(accountId: string, roleName: string): string {
  return `arn:aws:iam::${accountId}:role${ROLE_PATH}${roleName}`;
}

/** ARN of the role that an account works with itself. */
export function accountRoleArn(role: Who['role'], accountId: string): string {
  return roleArn(accountId, ACCOUNT_ROLES[role]);
}

/** ARN of the role that administers a producer's or consumer's part of the mesh account. */
export function meshRoleArn(meshAccountId: string, role: Who['role'], accountId: string): string {
  return roleArn(meshAccountId, `${MESH_ROLES[role]}-${accountId}`);
}

/** Opens sessions. Nothing is called before the first of them is asked for. */
export function openSessions(settings: SessionSettings): Sessions {
  const now = settings.now ?? (() => new Date());
  const limited: ClientBase = {
    region: settings.region,
    limit: pLimit(settings.concurrency ?? DEFAULT_CONCURRENCY),
    s3PathStyle: settings.s3PathStyle ?? false,
    onCall: settings.onCall,
  };
  const kept = new Map<string, Promise<Assumed>>();
  let identity: Promise<Caller> | undefined;
  let opened: Promise<Foundation> | undefined;

  const foundation = () => {
    opened ??= layFoundation(limited, settings.credentials);
    return opened;
  };

  const caller = () => {
    identity ??= foundation()
      .then(({ tools, sts }) => tools.callerOf(sts))
      .catch((error: unknown) => {
        identity = undefined;
        throw error;
      });
    return identity;
  };

  /** One role under one session name: assumed once, by whoever asks first, and renewed before it expires. */
  const assumed = (from: () => Promise<STSClient>, hop: Hop): Promise<Assumed> => {
    const key = `${hop.roleArn} ${hop.actor}`;
    const found = kept.get(key) ?? foundation().then((laid) => openAssumed(laid, from, hop, now));
    kept.delete(key);
    kept.set(key, found);
    found.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_SESSIONS) break;
      kept.delete(oldest);
    }
    return found;
  };

  const accountRole = async (who: Who): Promise<Assumed> => {
    const name = ACCOUNT_ROLES[who.role];
    const { tools, base, sts } = await foundation();
    if (settings.base === 'account') {
      const { arn, accountId } = await caller();
      if (accountId === who.accountId && arn.includes(`:assumed-role/${name}/`)) {
        const clients = tools.openClients(base, sts.config.credentials);
        return { session: Object.assign(clients, { arn, accountId, region: base.region }), sts };
      }
    }
    const externalId = settings.base === 'bot' ? settings.externalId : undefined;
    return assumed(async () => sts, { ...who, externalId, roleArn: accountRoleArn(who.role, who.accountId) });
  };

  return {
    inAccount: async (who) => (await accountRole(who)).session,
    inMesh: async (who) => {
      const hop = { ...who, roleArn: meshRoleArn(settings.meshAccountId, who.role, who.accountId) };
      return (await assumed(async () => (await accountRole(who)).sts, hop)).session;
    },
    caller,
    close: () => void opened?.then(({ sts }) => sts.destroy()),
  };
}

/** What every session stands on. */
interface Foundation {
  tools: Awaited<ReturnType<typeof loadTools>>;
  /** With the connections that all sessions share. */
  base: ClientBase;
  /** Calls as the identity that everything starts from. */
  sts: STSClient;
}

/** The AWS clients, loaded when the first session is asked for: a process that only answers people does without. */
async function loadTools() {
  const [clients, sts] = await Promise.all([import('./clients.ts'), import('./sts.ts')]);
  return { ...clients, ...sts };
}

async function layFoundation(limited: ClientBase, credentials: AwsCredentials | undefined): Promise<Foundation> {
  const tools = await loadTools();
  const sts = tools.openSts(limited, credentials);
  return { tools, base: { ...limited, requestHandler: sts.config.requestHandler }, sts };
}

interface Assumed {
  session: MeshSession;
  /** Calls as the role, for the next hop. */
  sts: STSClient;
}

async function openAssumed(
  { tools, base }: Foundation,
  from: () => Promise<STSClient>,
  hop: Hop,
  now: () => Date,
): Promise<Assumed> {
  const renew = renewed(() => tools.assume(from, hop), now);
  const { arn } = await renew();
  const credentials = async () => (await renew()).credentials;
  const accountId = /^arn:aws[\w-]*:iam::(\d{12}):/.exec(hop.roleArn)?.[1] ?? hop.accountId;
  return {
    session: Object.assign(tools.openClients(base, credentials), { arn, accountId, region: base.region }),
    sts: tools.openSts(base, credentials),
  };
}

/** What `load` gave last, until it is about to expire; at most one load is under way. */
function renewed(load: () => Promise<Credentials>, now: () => Date): () => Promise<Credentials> {
  let current: Promise<Credentials> | undefined;
  let expires = Number.POSITIVE_INFINITY;
  return () => {
    if (current && now().getTime() < expires - RENEW_BEFORE_MS) return current;
    expires = Number.POSITIVE_INFINITY;
    const loading = load();
    current = loading;
    loading.then(
      (loaded) => {
        expires = loaded.credentials.expiration.getTime();
      },
      () => {
        current = undefined;
      },
    );
    return loading;
  };
}
