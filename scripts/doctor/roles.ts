import { randomUUID } from 'node:crypto';
import { GetDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../src/config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { sharesAlready } from '../../src/mesh/aws/resource-policy.ts';
import { accountRoleArn, meshRoleArn } from '../../src/mesh/aws/sessions.ts';
import { lacking } from '../setup/settings.ts';
import { amiss, type Finding, failed, fine } from './finding.ts';

/** Names the doctor's sessions in CloudTrail. */
export const ACTOR = 'meshdesk-doctor';

/** Whether the account's role stays shut without the external id and with another one. The sessions it may give are not used. */
export async function checkExternalId(
  { region, externalId }: Config,
  accountId: string,
  role: 'producer' | 'consumer',
  about: string,
): Promise<Finding> {
  const subject = `${about}, external id`;
  const arn = accountRoleArn(role, accountId);
  if (externalId === undefined) {
    return amiss(subject, `${arn} opens without one`, 'Agree on one: MESHDESK_EXTERNAL_ID here, ExternalId in infra/.');
  }
  const sts = new STSClient({ region });
  try {
    const remedy = `Ask for it in the role's trust, as infra/${role}-account.yaml does.`;
    if (await opens(sts, arn, undefined)) return amiss(subject, `${arn} opens without it`, remedy);
    if (await opens(sts, arn, randomUUID())) return amiss(subject, `${arn} opens with any`, remedy);
    return fine(subject, 'asked for');
  } catch (error) {
    return failed(subject, error, 'Try again.');
  } finally {
    sts.destroy();
  }
}

async function opens(sts: STSClient, RoleArn: string, ExternalId: string | undefined): Promise<boolean> {
  try {
    await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: ACTOR, ...(ExternalId && { ExternalId }) }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDenied') return false;
    throw error;
  }
}

/** What the producer's role in the mesh account finds: whether it is an administrator, the settings, the way for shares. */
export async function checkLake({ mesh }: FrontDesk, accountId: string, about: string): Promise<Finding[]> {
  const subject = `${about}, data lake`;
  const remedy = `npm run setup -- --producer ${accountId}`;
  try {
    const session = await mesh.sessions.inMesh({ role: 'producer', accountId, actor: ACTOR });
    const [{ DataLakeSettings = {} }, shares] = await Promise.all([
      session.lakeFormation.send(new GetDataLakeSettingsCommand({})),
      sharesAlready(session),
    ]);
    const missing = [
      ...lacking(DataLakeSettings, [meshRoleArn(mesh.meshAccountId, 'producer', accountId)]),
      ...(shares ? [] : ["the catalog's resource policy does not let RAM share"]),
    ];
    if (missing.length > 0) return missing.map((what) => amiss(subject, what, remedy));
    return [fine(subject, 'an administrator; defaults, cross-account version and resource policy are right')];
  } catch (error) {
    return [failed(subject, error, `Look what its role in the mesh account may, then ${remedy}`)];
  }
}
