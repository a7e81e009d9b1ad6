import { ListPermissionsCommand, type Resource } from '@aws-sdk/client-lakeformation';
import { beforeEach } from 'vitest';
import { type Change, type Clients, grantBy, type lakeForTests, MESH, makeShop, revokeBy } from './support.ts';

export const analyst = `arn:aws:iam::${MESH}:role/analyst`;
export const orders: Resource = { Table: { DatabaseName: 'shop', Name: 'orders' } };
export const ordersInMesh = { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders' };
export const columns = (...ColumnNames: string[]): Resource => ({
  TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames },
});

type Some = Partial<Change> & { readonly by?: Clients };

/** A shop whose table has three columns, anew for each test, and what an analyst is granted on it. */
export function granting(lake: Awaited<ReturnType<typeof lakeForTests>>) {
  const parties = {} as { producer: Clients };
  beforeEach(async () => {
    parties.producer = await makeShop(lake, ['id', 'email', 'total']);
  });
  /** On the table `orders` and for the analyst, unless it says otherwise. */
  const whole = ({ by: _, ...given }: Some): Change => ({
    resource: orders,
    permissions: [],
    principal: analyst,
    ...given,
  });
  return {
    parties,
    grant: (given: Some) => grantBy(given.by ?? parties.producer, whole(given)),
    revoke: (given: Some) => revokeBy(given.by ?? parties.producer, whole(given)),
    /** What a principal holds on the table, as ListPermissions shows it. */
    async held(resource: Resource = orders, principal = analyst) {
      const command = new ListPermissionsCommand({ Resource: resource });
      const { PrincipalResourcePermissions } = await parties.producer.lake.send(command);
      return (PrincipalResourcePermissions ?? [])
        .filter((entry) => entry.Principal?.DataLakePrincipalIdentifier === principal)
        .map(({ Resource: on, Permissions, PermissionsWithGrantOption }) => ({
          on,
          Permissions,
          PermissionsWithGrantOption,
        }));
    },
  };
}
