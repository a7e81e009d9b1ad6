import { randomBytes } from 'node:crypto';
import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Call, Caller } from '../call.ts';
import { ServiceError } from '../errors.ts';
import type { Sessions } from '../identity.ts';
import type { World } from '../state/world.ts';
import type { Checked } from '../validate.ts';
import { type Role, roleIn } from './roles.ts';

const DEFAULT_SECONDS = 3600;
/** The longest session a role allows unless its creator said otherwise. */
const MOST_SECONDS = 3600;

/** The operations of STS over the sessions that this stand-in gives out. */
export function stsOperations(sessions: Sessions) {
  return {
    AssumeRole: (input: Checked<AssumeRoleRequest>, call: Call) => assumeRole(sessions, input, call),
    GetCallerIdentity: (_input: object, call: Call) => ({
      UserId: call.caller.userId,
      Account: call.caller.account,
      Arn: call.caller.arn,
    }),
  };
}

function assumeRole(sessions: Sessions, input: Checked<AssumeRoleRequest>, call: Call) {
  const { world, caller } = call;
  const role = roleIn(world, input.RoleArn);
  if (role === undefined || !trusts(world, role, caller, input.ExternalId))
    throw denied(caller, 'AssumeRole', input.RoleArn);
  if ((input.Tags ?? []).length > 0) throw denied(caller, 'TagSession', input.RoleArn);
  if (input.SourceIdentity !== undefined) throw denied(caller, 'SetSourceIdentity', input.RoleArn);
  const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
  if (seconds > MOST_SECONDS) {
    const why = isSession(caller)
      ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'
      : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    throw new ServiceError('ValidationError', why);
  }
  const userId = `${roleId(role)}:${input.RoleSessionName}`;
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${input.RoleSessionName}`;
  const expiration = new Date(Math.floor(call.now.getTime() / 1000 + seconds) * 1000);
  const accessKeyId = `ASIA${base32(16)}`;
  const token = randomBytes(192).toString('base64');
  const session: Caller = { account: role.account, arn, principal: role.arn, userId, accessKeyId };
  sessions.set(accessKeyId, { caller: session, token, expires: expiration.getTime() });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: randomBytes(30).toString('base64'),
      SessionToken: token,
      Expiration: expiration,
    },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
    PackedPolicySize: 0,
  };
}

const isSession = (caller: Caller) => caller.accessKeyId.startsWith('ASIA');

const denied = (caller: Caller, action: string, on: string) =>
  new ServiceError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: sts:${action} on resource: ${on}`,
    403,
  );

/**
 * Trust as the original library's accounts have it, plus the bot's way in: an account's DataMesh roles are open to its own
 * principals, and to the mesh account's with the external id; the mesh's admin role of an account to its DataMesh roles.
 */
function trusts(world: World, role: Role, caller: Caller, externalId: string | undefined): boolean {
  if (role.kind === 'admin')
    return caller.account === role.of && /:role\/AwsDataMesh\/DataMesh(Producer|Consumer)$/.test(caller.principal);
  if (caller.account === role.account) return true;
  const known = externalId === world.externalId || world.unguarded.has(role.account);
  return caller.account === world.meshAccount && known;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32 = (length: number) => Array.from(randomBytes(length), (byte) => ALPHABET[byte % 32]).join('');

/** A role's unique id: the same whenever the same role is assumed. */
function roleId(role: Role): string {
  const letters = Array.from(Buffer.from(`${role.account}${role.name}`.padEnd(40, '0')), (byte) => ALPHABET[byte % 32]);
  return `AROA${letters.reverse().join('').slice(0, 17)}`;
}
