import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { MeshError } from '../errors.ts';

/** An identity as STS tells it. */
export interface Caller {
  accountId: string;
  arn: string;
}

/** One role that is assumed, for an account, in somebody's name. */
export interface Hop {
  accountId: string;
  actor: string;
  roleArn: string;
  externalId?: string | undefined;
}

/** Credentials of an assumed role, and the ARN of its session. */
export interface Credentials {
  arn: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };
}

/** Who the client calls as. */
export async function callerOf(sts: STSClient): Promise<Caller> {
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  return { accountId: Account ?? '', arn: Arn ?? '' };
}

/** Assumes the role. Throws AccountUnreachable. */
export async function assume(from: () => Promise<STSClient>, hop: Hop): Promise<Credentials> {
  const sts = await from();
  const command = new AssumeRoleCommand({
    RoleArn: hop.roleArn,
    RoleSessionName: sessionName(hop.actor),
    ...(hop.externalId && { ExternalId: hop.externalId }),
  });
  try {
    const { Credentials: found, AssumedRoleUser: user } = await sts.send(command);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = found ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !user?.Arn) {
      throw new Error('STS answered AssumeRole without credentials.');
    }
    return {
      arn: user.Arn,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
    };
  } catch (cause) {
    throw new MeshError('AccountUnreachable', { accountId: hop.accountId, roleArn: hop.roleArn }, { cause });
  }
}

/** STS takes 2 to 64 of these characters. */
function sessionName(actor: string): string {
  return actor
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}
