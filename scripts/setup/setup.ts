import {
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import pLimit from 'p-limit';
import { openClients, openSts } from '../../src/mesh/aws/clients.ts';
import { allowSharing, sharesAlready } from '../../src/mesh/aws/resource-policy.ts';
import { type MeshSession, meshRoleArn } from '../../src/mesh/aws/sessions.ts';
import { callerOf } from '../../src/mesh/aws/sts.ts';
import { completed, lacking } from './settings.ts';

export interface Setup {
  /** 12 digits. */
  meshAccountId: string;
  region: string;
  /** Accounts whose DataMeshAdminProducer roles are to administer their part of the lake. */
  producers: readonly string[];
  /** Look, and change nothing. */
  dryRun: boolean;
}

/** Why the account was not set up, as a sentence. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/**
 * Brings the mesh account into the state that Meshdesk needs, and tells what it found and did, a line each. What is right
 * already is left alone, so it can be run again. Throws SetupError and AWS's errors.
 */
export async function setUp({ meshAccountId, region, producers, dryRun }: Setup): Promise<string[]> {
  const session = await openSession(region);
  if (session.accountId !== meshAccountId) {
    throw new SetupError(`These are credentials of ${session.accountId}, not of the mesh account ${meshAccountId}.`);
  }
  const admins = producers.map((accountId) => meshRoleArn(meshAccountId, 'producer', accountId));
  return [...(await setLake(session, admins, dryRun)), await optIn(session, dryRun)];
}

async function setLake(session: MeshSession, admins: readonly string[], dryRun: boolean): Promise<string[]> {
  const settings = await settingsOf(session);
  const missing = lacking(settings, admins);
  if (missing.length === 0) return ['✓ Data lake settings: right already'];
  if (dryRun) return missing.map((what) => `✗ Data lake settings: ${what}`);
  await session.lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: completed(settings, admins) }));
  const left = lacking(await settingsOf(session), admins);
  if (left.length > 0) throw new SetupError(`Data lake settings were written, but read back: ${left.join('; ')}.`);
  return missing.map((what) => `→ Data lake settings, mended: ${what}`);
}

async function settingsOf({ lakeFormation }: MeshSession): Promise<DataLakeSettings> {
  return (await lakeFormation.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {};
}

async function optIn(session: MeshSession, dryRun: boolean): Promise<string> {
  if (await sharesAlready(session)) return '✓ Glue resource policy: there is none, or it lets RAM share';
  const what = 'it does not let RAM share what the catalog holds';
  if (dryRun) return `✗ Glue resource policy: ${what}`;
  await allowSharing(session);
  return `→ Glue resource policy, mended: ${what}`;
}

async function openSession(region: string): Promise<MeshSession> {
  const base = { region, limit: pLimit(4), s3PathStyle: false };
  const sts = openSts(base, undefined);
  const { accountId, arn } = await callerOf(sts);
  return { ...openClients(base, sts.config.credentials), accountId, arn, region };
}
