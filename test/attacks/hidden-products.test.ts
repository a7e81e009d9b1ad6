import { LakeFormationClient, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { expect, it } from 'vitest';
import { modalSaying } from '../support/asking.ts';
import { control } from '../support/slack.ts';
import { cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const LEDGER = 'ledger-222222222222';

async function hide(world: World, Name: string): Promise<void> {
  const lake = new LakeFormationClient({ region: world.config.region });
  await lake.send(
    new RevokePermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::555555555555:role/AwsDataMesh/DataMeshAdminReadOnly' },
      Resource: { Table: { DatabaseName: LEDGER, Name } },
      Permissions: ['DESCRIBE'],
    }),
  );
}

it('a request for whatever there is in a database shows who asks no more of it than the mesh shows them', async () => {
  const world = await openWorld();
  await hide(world, 'payments');
  await world.bot();
  const id = await world.ask({ OwnerPrincipal: '222222222222', DatabaseName: LEDGER, TableName: ['.*'] });
  const [finn, maya] = [world.as('U0FINN'), world.as('U0MAYA')];
  await cardShowing(finn, 'C0FINANCE', id, 'Approve would change');
  await maya.command(`/mesh show ${id}`, 'C0MARKETING');
  const seen = textOf(await modalSaying(maya, 'History'));
  expect(seen).toContain('vat_number');
  expect(seen).not.toMatch(/payments|iban/);
  expect(seen).toContain('1 table: only the owner sees what is in there.');
  // The owner's side, wherever they ask; who asks in the owner's channel; and an admin.
  await control(world.slack, 'POST', 'channels', { channel: 'C0FINANCE', invite: ['U0RITA'] });
  for (const [who, channel] of [
    ['U0FINN', 'C0GENERAL'],
    ['U0RITA', 'C0FINANCE'],
    ['U0ADA', 'C0ADMINS'],
  ] as const) {
    const me = world.as(who);
    await me.command(`/mesh show ${id}`, channel);
    expect(textOf(await modalSaying(me, 'History'))).toContain('iban');
  }
});

it('a request that has a producer own what is in the database of another shows that producer a number of tables', async () => {
  const world = await openWorld();
  await hide(world, 'payments');
  await world.bot();
  const id = await world.ask({ DatabaseName: LEDGER, TableName: ['.*'] });
  const rita = world.as('U0RITA');
  const card = textOf(await cardShowing(rita, 'C0RETAIL', id, 'Left out'));
  await rita.command(`/mesh show ${id}`, 'C0RETAIL');
  const details = textOf(await modalSaying(rita, 'History'));
  for (const seen of [card, details]) {
    expect(seen).not.toMatch(/payments|invoices|iban/);
    expect(seen).toContain('5 tables of other owners’');
  }
  await rita.command(`/mesh approve ${id}`, 'C0RETAIL');
  expect(textOf(await modalSaying(rita, 'Nothing of this request can be granted'))).not.toMatch(/payments|invoices/);
});
