import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import { CreateDataCellsFilterCommand, ListPermissionsCommand, type Resource } from '@aws-sdk/client-lakeformation';
import { describe, expect, it } from 'vitest';
import { sharing } from './sharing.ts';
import { CONSUMER, lakeForTests, MESH, RETAIL, userOf } from './support.ts';

const lake = await lakeForTests();
const { parties, grant, revoke, read, accept } = sharing(lake);
const denied = { name: 'AccessDeniedException' };

describe('A table of the mesh', () => {
  it('is read by a consumer once it is granted and the share accepted, and no more after a revoke', async () => {
    await expect(read()).rejects.toMatchObject(denied);
    await grant();
    await expect(read()).rejects.toMatchObject(denied);
    await accept();
    expect((await read()).Table?.Name).toBe('orders');
    expect(
      (
        await parties.consumer.glue.send(
          new GetPartitionsCommand({ CatalogId: MESH, DatabaseName: 'shop', TableName: 'orders' }),
        )
      ).Partitions,
    ).toEqual([]);
    await revoke();
    await expect(read()).rejects.toMatchObject(denied);
  });

  it('is listed alone among the tables and databases that are not granted', async () => {
    await parties.producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'hidden' } }));
    await grant();
    await accept();
    await expect(read('items')).rejects.toMatchObject({
      message: 'Insufficient Lake Formation permission(s): Required Describe on items',
    });
    const { TableList } = await parties.consumer.glue.send(
      new GetTablesCommand({ CatalogId: MESH, DatabaseName: 'shop' }),
    );
    expect(TableList?.map(({ Name }) => Name)).toEqual(['orders']);
    const { DatabaseList } = await parties.consumer.glue.send(new GetDatabasesCommand({ CatalogId: MESH }));
    expect(DatabaseList?.map(({ Name }) => Name)).toEqual(['shop']);
    const foreign = await parties.consumer.glue.send(new GetDatabasesCommand({ ResourceShareType: 'FOREIGN' }));
    expect(foreign.DatabaseList?.map(({ Name, CatalogId }) => [CatalogId, Name])).toEqual([[MESH, 'shop']]);
  });

  it('shows only the columns that are granted', async () => {
    const resource: Resource = {
      TableWithColumns: { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders', ColumnNames: ['id'] },
    };
    await grant({ resource });
    await accept();
    expect((await read()).Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['id']);
  });

  it('is read through a resource link while it is granted', async () => {
    await grant();
    await accept();
    const TargetTable = { CatalogId: MESH, DatabaseName: 'shop', Name: 'orders' };
    await parties.consumer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'own' } }));
    await parties.consumer.glue.send(
      new CreateTableCommand({ DatabaseName: 'own', TableInput: { Name: 'orders_link', TargetTable } }),
    );
    const link = () => parties.consumer.glue.send(new GetTableCommand({ DatabaseName: 'own', Name: 'orders_link' }));
    expect((await link()).Table).toMatchObject({
      CatalogId: CONSUMER,
      StorageDescriptor: { Columns: [{ Name: 'id' }, { Name: 'email' }] },
    });
    await revoke();
    await expect(link()).rejects.toMatchObject(denied);
  });

  it('is not granted abroad while IAM_ALLOWED_PRINCIPALS hold anything on it', async () => {
    await grant({ principal: 'IAM_ALLOWED_PRINCIPALS', permissions: ['ALL'] });
    await expect(grant()).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Please revoke permission(s) for IAM_ALLOWED_PRINCIPALS on the table.',
    });
    await revoke({ principal: 'IAM_ALLOWED_PRINCIPALS', permissions: ['ALL'] });
    await grant();
  });

  it('is not granted abroad where a resource policy does not let RAM share', async () => {
    const admin = userOf(lake, MESH);
    const put = (Principal: object, Action: string) => {
      const statement = { Effect: 'Allow', Principal, Action, Resource: `arn:aws:glue:us-east-1:${MESH}:*` };
      const PolicyInJson = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      return admin.glue.send(new PutResourcePolicyCommand({ PolicyInJson, EnableHybrid: 'TRUE' }));
    };
    await put({ AWS: CONSUMER }, 'glue:GetTable');
    await expect(grant()).rejects.toMatchObject(denied);
    await put({ Service: 'ram.amazonaws.com' }, 'glue:ShareResource');
    await grant();
    const unaware = admin.glue.send(new PutResourcePolicyCommand({ PolicyInJson: '{"Statement":[]}' }));
    await expect(unaware).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('Passing on', () => {
  const analyst = `arn:aws:iam::${CONSUMER}:user/analyst`;

  it('is for an account that was granted with grant option, to its own principals, and ends when it ends', async () => {
    await grant({ permissions: ['SELECT', 'DESCRIBE'], grantable: ['SELECT'] });
    await accept();
    await grant({ by: parties.consumer, principal: analyst });
    await expect(grant({ by: parties.consumer, principal: analyst, permissions: ['DESCRIBE'] })).rejects.toMatchObject(
      denied,
    );
    await expect(grant({ by: parties.consumer, principal: RETAIL })).rejects.toMatchObject(denied);
    const listed = async () => {
      const Principal = { DataLakePrincipalIdentifier: analyst };
      const list = await parties.consumer.lake.send(new ListPermissionsCommand({ CatalogId: MESH, Principal }));
      return list.PrincipalResourcePermissions?.length;
    };
    expect(await listed()).toBe(1);
    await revoke({ permissions: ['SELECT'], grantable: ['SELECT'] });
    expect(await listed()).toBe(0);
  });

  it('is refused to an account without the grant option', async () => {
    await grant();
    await accept();
    await expect(grant({ by: parties.consumer, principal: analyst })).rejects.toMatchObject(denied);
  });

  it("is not seen in the owner's list", async () => {
    await grant({ grantable: ['SELECT'] });
    await accept();
    await grant({ by: parties.consumer, principal: analyst });
    const Principal = { DataLakePrincipalIdentifier: analyst };
    const { PrincipalResourcePermissions } = await parties.producer.lake.send(
      new ListPermissionsCommand({ Principal }),
    );
    expect(PrincipalResourcePermissions).toEqual([]);
  });
});

describe('A data cells filter', () => {
  it('opens the table to the account it is granted to', async () => {
    const filter = { TableCatalogId: MESH, DatabaseName: 'shop', TableName: 'orders', Name: 'europe' };
    const TableData = { ...filter, RowFilter: { FilterExpression: "id > 'a'" }, ColumnNames: ['id'] };
    await parties.producer.lake.send(new CreateDataCellsFilterCommand({ TableData }));
    await grant({ resource: { DataCellsFilter: filter } });
    await accept();
    expect((await read()).Table?.Name).toBe('orders');
    await revoke({ resource: { DataCellsFilter: filter } });
    await expect(read()).rejects.toMatchObject(denied);
  });
});
