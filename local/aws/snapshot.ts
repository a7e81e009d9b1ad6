import { describeResource } from './lakeformation/resource.ts';
import { invitationStatus } from './state/shares.ts';
import type { Account, World } from './state/world.ts';

/** The world as plain data, for tests and curious people to look at. */
export function snapshot(world: World) {
  const now = world.now();
  return {
    organization: world.organization,
    listDelayMs: world.listDelayMs,
    accounts: Object.fromEntries([...world.accounts.values()].map((account) => [account.id, accountOf(account)])),
    shares: world.shares.map(({ invitations, ...share }) => ({
      ...share,
      invitations: invitations.map((one) => ({ arn: one.arn, at: one.at, status: invitationStatus(one, now) })),
    })),
    buckets: [...world.buckets.values()],
  };
}

/** What `GET /_control/state` answers. */
export type Snapshot = ReturnType<typeof snapshot>;

function accountOf({ id, catalog, lake }: Account) {
  return {
    databases: Object.fromEntries(
      [...catalog.databases.values()].map((database) => [
        database.name,
        {
          tables: Object.fromEntries(
            [...database.tables.values()].map((table) => [
              table.name,
              { partitions: table.partitions.size, owner: table.input.Owner },
            ]),
          ),
        },
      ]),
    ),
    crawlers: [...catalog.crawlers.keys()],
    grants: [...lake.grants.all()].map((grant) => ({
      principal: grant.principal,
      resource: describeResource(id, grant.resource),
      permissions: grant.permissions,
      grantable: grant.grantable,
      granter: grant.granter,
      updatedBy: grant.updatedBy,
    })),
    settings: lake.settings,
    locations: [...lake.locations.keys()],
    tags: Object.fromEntries(lake.tags),
    filters: [...lake.filters.keys()],
  };
}
