import type { Finding } from './audit.ts';
import { historyOf } from './decisions.ts';
import type { Facts, Grant, Item } from './facts.ts';
import { texts } from './records.ts';

/** Promise 4: what reads Active has every grant that it lists. */
export function grantsOfActive({ records, grants }: Facts): Finding[] {
  return records
    .filter(({ Status }) => Status === 'Active')
    .flatMap((record) =>
      tablesOf(record).flatMap((table) => {
        const held = heldOn(grants, String(record.SubscriberPrincipal), table);
        const lacking = [
          ...texts(record.PermittedGrants).filter(
            (name) => !held.permissions.has(name) && !held.permissions.has('ALL'),
          ),
          ...texts(record.GrantableGrants)
            .filter((name) => !held.grantable.has(name) && !held.grantable.has('ALL'))
            .map((name) => `${name} to be passed on`),
        ];
        const about = String(record.SubscriptionId);
        return lacking.length === 0
          ? []
          : [{ promise: 4, about, what: `reads Active, and lacks ${lacking.join(', ')} on ${table}` }];
      }),
    );
}

/** Promise 3: every grant to another account has a subscription that lists it, and that one a decision by who may take it. */
export function grantsHaveReason(facts: Facts): Finding[] {
  const { grants, owners, records } = facts;
  const unreasoned = grants
    .filter(({ principal, table }) => owners[table] !== principal)
    .flatMap((grant) => {
      const listed = records.filter((record) => lists(facts, record, grant));
      const permissions = new Set(listed.flatMap((record) => permitted(facts, record)));
      const over = grant.permissions.filter((name) => name !== 'DESCRIBE' && !permissions.has(name));
      const about = `${grant.principal} on ${grant.table}`;
      if (listed.length === 0)
        return [{ promise: 3, about, what: `holds ${grant.permissions} without a subscription` }];
      return over.length === 0 ? [] : [{ promise: 3, about, what: `holds ${over}, which no subscription lists` }];
    });
  return [
    ...unreasoned,
    ...records.filter(({ Status }) => Status === 'Active').flatMap((record) => undecided(facts, record)),
  ];
}

/** Whether the record lists the table of the grant: as granted, or as asked for where an approval was done in part. */
function lists(facts: Facts, record: Item, { principal, table }: Grant): boolean {
  if (record.SubscriberPrincipal !== principal || facts.owners[table] !== record.OwnerPrincipal) return false;
  if (record.Status === 'Active') return tablesOf(record).includes(table);
  return isPartly(facts, record) && table.startsWith(`${record.DatabaseName}/`);
}

function permitted(facts: Facts, record: Item): string[] {
  const asked = isPartly(facts, record) ? texts(record.RequestedGrants) : [];
  return [...texts(record.PermittedGrants), ...asked];
}

function isPartly(facts: Facts, { SubscriptionId }: Item): boolean {
  return historyOf(facts, String(SubscriptionId)).at(-1)?.what === 'partly';
}

/** An Active record was decided in Meshdesk by an approver of the owner, or elsewhere by the owner's own session. */
function undecided(facts: Facts, record: Item): Finding[] {
  const about = String(record.SubscriptionId);
  const owner = String(record.OwnerPrincipal);
  const by = String(record.UpdatedBy);
  const foreign = tablesOf(record).filter((table) => facts.owners[table] !== owner);
  const found: Finding[] = foreign.map((table) => ({ promise: 3, about, what: `${owner} does not own ${table}` }));
  const slackUser = /\/slack-([UW][A-Z0-9]+)$/.exec(by)?.[1];
  const byOwner = by.includes(`:assumed-role/DataMeshAdminProducer-${owner}/`);
  if (!byOwner) found.push({ promise: 3, about, what: `reads Active, and was written by ${by}` });
  if (slackUser === undefined) return found;
  const decision = historyOf(facts, about).findLast(({ what }) => what === 'done');
  const claim = decision && ['approve', 'change'].includes(decision.kind) && decision.by === slackUser;
  if (!claim) found.push({ promise: 3, about, what: `reads Active by ${slackUser}, who has no such decision` });
  if (!approversOf(facts, owner).has(slackUser))
    found.push({ promise: 3, about, what: `${slackUser} is no approver of ${owner}` });
  return found;
}

function approversOf({ desk, groups }: Facts, accountId: string): Set<string> {
  const account = desk.find(({ pk, sk }) => pk === `account#${accountId}` && sk === 'account');
  const { users = [], groups: named = [] } = (account?.approvers ?? {}) as { users?: string[]; groups?: string[] };
  return new Set([...users, ...named.flatMap((group) => groups[group] ?? [])]);
}

/** `database/table` of what the record says was granted. */
function tablesOf(record: Item): string[] {
  return texts(record.GrantedTableARNs).map((arn) => arn.slice(arn.indexOf(':table/') + ':table/'.length));
}

function heldOn(grants: readonly Grant[], principal: string, table: string) {
  const on = grants.filter((grant) => grant.principal === principal && grant.table === table);
  return {
    permissions: new Set(on.flatMap(({ permissions }) => permissions)),
    grantable: new Set(on.flatMap(({ grantable }) => grantable)),
  };
}
