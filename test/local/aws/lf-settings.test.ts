import { CreateDatabaseCommand, CreateTableCommand, GetTableCommand } from '@aws-sdk/client-glue';
import {
  DeregisterResourceCommand,
  DescribeResourceCommand,
  GetDataLakeSettingsCommand,
  GrantPermissionsCommand,
  ListResourcesCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, lakeForTests, MESH, makeShop, READER, RETAIL, readerInMesh, role, userOf } from './support.ts';

const lake = await lakeForTests();
const admin = userOf(lake, MESH);
let producer: Clients;
let reader: Clients;

beforeEach(async () => {
  producer = await makeShop(lake);
  reader = await readerInMesh(lake);
});

describe('Settings', () => {
  const get = async (by = admin) => (await by.lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings;
  const admins = async () => (await get())?.DataLakeAdmins?.map((one) => one.DataLakePrincipalIdentifier);

  it("of the mesh name the producers' admin roles and give nothing to IAM_ALLOWED_PRINCIPALS", async () => {
    expect(await admins()).toContain(role(MESH, `DataMeshAdminProducer-${RETAIL}`));
    expect(await admins()).not.toContain(READER);
    expect(await get()).toMatchObject({
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [],
      Parameters: { CROSS_ACCOUNT_VERSION: '3' },
    });
  });

  it('lose what is not put with them', async () => {
    const DataLakeAdmins = [{ DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:user/local` }];
    await admin.lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins } }));
    expect(await get()).toMatchObject({ DataLakeAdmins, Parameters: { CROSS_ACCOUNT_VERSION: '1' } });
    const create = producer.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'more' } }));
    await expect(create).rejects.toMatchObject({
      message: 'Insufficient Lake Formation permission(s): Required Create Database on Catalog',
    });
  });

  it('are put by an administrator, with principals that exist', async () => {
    const put = (by: Clients, DataLakePrincipalIdentifier: string) =>
      by.lake.send(
        new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier }] } }),
      );
    await expect(put(reader, `arn:aws:iam::${MESH}:user/me`)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(put(admin, MESH)).rejects.toMatchObject({ name: 'InvalidInputException' });
    for (const stranger of ['arn:aws:iam::000000000000:role/x', role(MESH, 'DataMeshAdminProducer-000000000000')]) {
      await expect(put(admin, stranger)).rejects.toMatchObject({ name: 'InvalidInputException' });
    }
  });

  it("are not another account's business", async () => {
    const foreign = userOf(lake, RETAIL).lake.send(new GetDataLakeSettingsCommand({ CatalogId: MESH }));
    await expect(foreign).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('Locations', () => {
  const register = (ResourceArn: string, by = admin) =>
    by.lake.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true }));
  const arn = 'arn:aws:s3:::retail-data/orders';

  it('are registered, described, listed and deregistered', async () => {
    await register(`${arn}/`);
    const { ResourceInfo } = await admin.lake.send(new DescribeResourceCommand({ ResourceArn: arn }));
    expect(ResourceInfo).toMatchObject({
      ResourceArn: arn,
      RoleArn: expect.stringContaining('AWSServiceRoleForLakeFormationDataAccess'),
    });
    const FilterConditionList = [
      {
        Field: 'RESOURCE_ARN' as const,
        ComparisonOperator: 'BEGINS_WITH' as const,
        StringValueList: ['arn:aws:s3:::retail'],
      },
    ];
    expect((await admin.lake.send(new ListResourcesCommand({ FilterConditionList }))).ResourceInfoList).toHaveLength(1);
    await admin.lake.send(new DeregisterResourceCommand({ ResourceArn: arn }));
    const gone = admin.lake.send(new DescribeResourceCommand({ ResourceArn: arn }));
    await expect(gone).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it.each([arn, `${arn}/2026`, 'arn:aws:s3:::retail-data'])(
    'that overlap with one that is there are refused: %s',
    async (other) => {
      await register(arn);
      await expect(register(other)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
      await register('arn:aws:s3:::retail-data/orders-2');
    },
  );

  it('need one role and an S3 ARN, and an administrator', async () => {
    const bare = admin.lake.send(new RegisterResourceCommand({ ResourceArn: arn }));
    await expect(bare).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(register('s3://retail-data')).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(register(arn, reader)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('are needed by who creates tables in them', async () => {
    await register(arn);
    const creator = READER;
    const grant = (resource: Resource, permission: 'CREATE_TABLE' | 'DATA_LOCATION_ACCESS') =>
      producer.lake.send(
        new GrantPermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: creator },
          Resource: resource,
          Permissions: [permission],
        }),
      );
    await grant({ Database: { Name: 'shop' } }, 'CREATE_TABLE');
    const create = (Location: string) =>
      reader.glue.send(
        new CreateTableCommand({ DatabaseName: 'shop', TableInput: { Name: 'more', StorageDescriptor: { Location } } }),
      );
    await expect(create('s3://retail-data/orders/more')).rejects.toMatchObject({
      message:
        'Insufficient Lake Formation permission(s): Required Data Location Access on s3://retail-data/orders/more',
    });
    await grant({ DataLocation: { ResourceArn: arn } }, 'DATA_LOCATION_ACCESS');
    await create('s3://retail-data/orders/more');
    const { Table } = await reader.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'more' }));
    expect(Table?.IsRegisteredWithLakeFormation).toBe(true);
  });
});
