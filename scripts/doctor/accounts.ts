import type { AccountCheck } from '../../src/blocks/connected-view.ts';
import type { Config } from '../../src/config.ts';
import { checkAccount } from '../../src/handlers/account-checks.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import type { Account } from '../../src/mesh/account.ts';
import { amiss, type Finding, failed, fine } from './finding.ts';
import { ACTOR, checkExternalId, checkLake } from './roles.ts';
import { channelFinding } from './slack.ts';

const PATIENCE_MS = 30_000;
const SLOW = 'no answer in time';
const AGAIN = 'Try again.';

/** Each connected account: its channel, its approvers, its roles, and what its producer's role finds in the data lake. */
export async function checkAccounts(desk: FrontDesk, config: Config): Promise<Finding[]> {
  try {
    const accounts: Account[] = [];
    for await (const account of desk.directory.list()) accounts.push(account);
    if (accounts.length === 0) {
      return [amiss('Connected accounts', 'there is none', 'Type /mesh connect in Slack, as a mesh admin.')];
    }
    const findings: Finding[] = [];
    for (const account of accounts) findings.push(...(await accountFindings(desk, config, account)));
    return findings;
  } catch (error) {
    return [failed('Connected accounts', error, `Run this with credentials that may read ${config.meshdeskTable}.`)];
  }
}

async function accountFindings(desk: FrontDesk, config: Config, account: Account): Promise<Finding[]> {
  const about = `${account.name} (${account.accountId})`;
  const checks = await checkAccount(desk, account, ACTOR, PATIENCE_MS);
  const findings = checks.flatMap((check) => findingsOf(check, about));
  for (const check of checks) {
    if (check.of !== 'role' || check.found !== 'ok') continue;
    findings.push(await checkExternalId(config, account.accountId, check.role, about));
    if (check.role === 'producer') findings.push(...(await checkLake(desk, account.accountId, about)));
  }
  return findings;
}

function findingsOf(check: AccountCheck, about: string): Finding[] {
  switch (check.of) {
    case 'channel':
      return [
        check.found === 'slow'
          ? amiss(`${about}, channel`, SLOW, AGAIN)
          : channelFinding(`${about}, channel`, check.channel, check.found),
      ];
    case 'approvers':
      return [approverFinding(`${about}, approvers`, check.found)];
    case 'role':
      return [roleFinding(`${about}, as a ${check.role}`, check.role, check.found)];
    case 'audience':
      return [
        amiss(
          `${about}, who sees its cards`,
          `none of the approvers is in ${check.channel}`,
          'Invite one to it, or choose another channel: /mesh connect.',
        ),
      ];
    case 'table':
      // Looked at once for all of them, with keys and indexes.
      return [];
  }
}

function approverFinding(about: string, found: Extract<AccountCheck, { of: 'approvers' }>['found']): Finding {
  if (found === 'slow') return amiss(about, SLOW, AGAIN);
  const { gone, goneGroups, remaining } = found;
  const remedy = 'Choose approvers with /mesh connect.';
  if (!remaining) return amiss(about, 'nobody can decide', remedy);
  const left = [...gone, ...goneGroups];
  return left.length === 0
    ? fine(about, 'somebody can decide')
    : amiss(about, `${left.join(', ')} cannot decide any more`, remedy);
}

function roleFinding(about: string, role: string, found: Extract<AccountCheck, { of: 'role' }>['found']): Finding {
  if (found === 'ok') return fine(about, 'Meshdesk can work for it');
  if (found === 'slow') return amiss(about, SLOW, AGAIN);
  if (found === 'failed') return amiss(about, 'AWS did not say whether Meshdesk can work for it', AGAIN);
  const { refused } = found;
  const remedy = refused.includes('/DataMeshAdmin')
    ? 'Deploy infra/mesh-account.yaml for the account, or let its role be assumed from there.'
    : `Deploy infra/${role}-account.yaml there with the same ExternalId; run this as the role of infra/doctor-role.yaml.`;
  return amiss(about, `${refused} cannot be assumed`, remedy);
}
