import { GetTableCommand } from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  DeleteLFTagCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  ListLFTagsCommand,
  RemoveLFTagsFromResourceCommand,
  type Resource,
  SearchTablesByLFTagsCommand,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clients, lakeForTests, MESH, makeShop, READER, readerInMesh, userOf } from './support.ts';

const lake = await lakeForTests();
const admin = userOf(lake, MESH);
let reader: Clients;

beforeEach(async () => {
  await makeShop(lake);
  reader = await readerInMesh(lake);
});

describe('LF-tags', () => {
  const orders: Resource = { Table: { DatabaseName: 'shop', Name: 'orders' } };
  const email: Resource = { TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ['email'] } };
  const create = (TagKey: string, TagValues: string[]) =>
    admin.lake.send(new CreateLFTagCommand({ TagKey, TagValues }));
  const add = (resource: Resource, TagKey: string, ...TagValues: string[]) =>
    admin.lake.send(new AddLFTagsToResourceCommand({ Resource: resource, LFTags: [{ TagKey, TagValues }] }));
  const pair = (TagKey: string, value: string) => ({ CatalogId: MESH, TagKey, TagValues: [value] });

  beforeEach(async () => {
    await create('Sensitivity', ['Public', 'Confidential']);
  });

  it('are stored in lower case and found in any', async () => {
    const tag = await admin.lake.send(new GetLFTagCommand({ TagKey: 'SENSITIVITY' }));
    expect(tag).toMatchObject({ TagKey: 'sensitivity', TagValues: ['public', 'confidential'] });
    await expect(create('sensitivity', ['a'])).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Tag key already exists',
    });
  });

  it('gain and lose values, and with a value the places that had it', async () => {
    await add(orders, 'sensitivity', 'public');
    await admin.lake.send(
      new UpdateLFTagCommand({ TagKey: 'sensitivity', TagValuesToAdd: ['secret'], TagValuesToDelete: ['public'] }),
    );
    const { LFTags } = await admin.lake.send(new ListLFTagsCommand({}));
    expect(LFTags).toEqual([{ CatalogId: MESH, TagKey: 'sensitivity', TagValues: ['confidential', 'secret'] }]);
    expect((await admin.lake.send(new GetResourceLFTagsCommand({ Resource: orders }))).LFTagsOnTable).toEqual([]);
    await admin.lake.send(new DeleteLFTagCommand({ TagKey: 'sensitivity' }));
    await expect(admin.lake.send(new GetLFTagCommand({ TagKey: 'sensitivity' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it('go from database to table to column unless one nearer says otherwise', async () => {
    await create('domain', ['retail']);
    await add({ Database: { Name: 'shop' } }, 'domain', 'retail');
    await add(orders, 'sensitivity', 'public');
    await add(email, 'Sensitivity', 'Confidential');
    const all = await admin.lake.send(new GetResourceLFTagsCommand({ Resource: orders }));
    expect(all).toMatchObject({
      LFTagOnDatabase: [pair('domain', 'retail')],
      LFTagsOnTable: [pair('domain', 'retail'), pair('sensitivity', 'public')],
      LFTagsOnColumns: [{ Name: 'email', LFTags: [pair('domain', 'retail'), pair('sensitivity', 'confidential')] }],
    });
    const assigned = await admin.lake.send(
      new GetResourceLFTagsCommand({ Resource: orders, ShowAssignedLFTags: true }),
    );
    expect(assigned.LFTagsOnTable).toEqual([pair('sensitivity', 'public')]);
    const confidential = [{ TagKey: 'sensitivity', TagValues: ['confidential'] }];
    const { TableList } = await admin.lake.send(new SearchTablesByLFTagsCommand({ Expression: confidential }));
    expect(TableList?.map(({ Table }) => Table?.Name)).toEqual(['orders']);
  });

  it('that are unknown, or one value too many, are named in Failures', async () => {
    expect((await add(orders, 'owner', 'me')).Failures).toEqual([
      {
        LFTag: { TagKey: 'owner', TagValues: ['me'] },
        Error: expect.objectContaining({ ErrorCode: 'EntityNotFoundException' }),
      },
    ]);
    expect((await add(orders, 'sensitivity', 'secret')).Failures).toHaveLength(1);
    expect((await add(orders, 'sensitivity', 'public', 'confidential')).Failures).toHaveLength(1);
    const LFTags = [{ TagKey: 'sensitivity', TagValues: ['public'] }];
    const removed = await admin.lake.send(new RemoveLFTagsFromResourceCommand({ Resource: orders, LFTags }));
    expect(removed.Failures).toHaveLength(1);
  });

  it('are made and assigned by administrators', async () => {
    const make = reader.lake.send(new CreateLFTagCommand({ TagKey: 'mine', TagValues: ['a'] }));
    await expect(make).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('let in who is granted what bears them', async () => {
    const read = () => reader.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
    const Expression = [{ TagKey: 'sensitivity', TagValues: ['public'] }];
    const principal = { DataLakePrincipalIdentifier: READER };
    await admin.lake.send(
      new GrantPermissionsCommand({
        Principal: principal,
        Resource: { LFTagPolicy: { ResourceType: 'TABLE', Expression } },
        Permissions: ['SELECT'],
      }),
    );
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await add(orders, 'sensitivity', 'public');
    expect((await read()).Table?.Name).toBe('orders');
  });
});
