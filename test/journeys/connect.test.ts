import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { PageView } from '../../local/slack/page/protocol.ts';
import type { Choice, Person } from '../../local/slack/person.ts';
import { checkAccount } from '../../src/handlers/account-checks.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { homeSaying, modalSaying, told } from '../support/asking.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const RETAIL: Record<string, Choice> = {
  accountId: ' 1111 1111-1111 ',
  name: 'Retail  *bold* <!here> 🙂',
  roles: ['producer'],
  channel: 'C0RETAIL',
  approvers: ['U0ROB'],
  approver_groups: ['S0RETAIL'],
};

async function connectModal(ada: Person, words = ''): Promise<PageView> {
  await ada.command(`/mesh connect ${words}`.trim(), 'C0ADMINS');
  return ada.untilView(({ callbackId }) => callbackId === 'connect_view');
}

async function strangers(world: World): Promise<string> {
  const id = await world.ask();
  const card = await cardShowing(world.as('U0ADA'), 'C0ADMINS', id, 'is not connected to Meshdesk');
  expect(buttonsOf(card)).toEqual(['connect', 'details']);
  return id;
}

it('connects an account, checks it on the spot, and gives what waited for it its card at once', async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  const id = await strangers(world);
  const [ada, rita] = [world.as('U0ADA'), world.as('U0RITA')];
  const modal = await connectModal(ada);
  const { options } = await ada.options(modal, 'approver_groups', 'retail');
  expect(options).toMatchObject([{ value: 'S0RETAIL', text: { text: '@retail-owners · Retail owners' } }]);

  expect(await ada.submit(modal, RETAIL)).toEqual({});

  const result = await modalSaying(ada, 'is connected.');
  const text = textOf(result);
  expect(text).toContain('1 request that waits gets its card');
  expect(text).toContain('✅ Meshdesk is in');
  expect(text).toContain('✅ Somebody can decide.');
  expect(text).toContain('✅ Meshdesk can work for it as a producer.');
  expect(text).toContain('is there, and its stream tells of every request.');
  const card = await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  expect(buttonsOf(card)).toContain('approve');
  await cardShowing(ada, 'C0ADMINS', id, 'The card is now in');
});

it('says what is amiss and what to do, keeps the connection, and looks again', async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  await control(world.slack, 'POST', 'channels', { channel: 'C0RETAIL', kick: ['U0MESHDESK'] });
  world.lake.addFault({
    match: { service: 'sts', operation: 'AssumeRole' },
    action: { error: { code: 'AccessDenied', status: 403 } },
  });
  const ada = world.as('U0ADA');
  await ada.submit(await connectModal(ada), { ...RETAIL, roles: ['producer', 'consumer'] });
  const result = await modalSaying(ada, 'is connected.');
  const text = textOf(result);
  expect(text).toContain('⚠️ Meshdesk is not in');
  expect(text).toContain('/invite @Meshdesk');
  expect(text).toContain('Meshdesk may not assume arn:aws:iam::111111111111:role/AwsDataMesh/DataMeshProducer');

  world.lake.clearFaults();
  await control(world.slack, 'POST', 'channels', { channel: 'C0RETAIL', invite: ['U0MESHDESK'] });
  await ada.click(result, 'check_account');
  const again = textOf(await modalSaying(ada, '✅ Meshdesk is in'));
  expect(again).toContain('✅ Meshdesk can work for it as a producer.');
});

it('warns of a channel that no approver is in, be it a person or one of a user group, and connects it all the same', async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  const ada = world.as('U0ADA');
  const unseen = 'None of the approvers is in';
  await ada.submit(await connectModal(ada), { ...RETAIL, approvers: ['U0FINN'], channel: 'C0MARKETING' });
  let result = await modalSaying(ada, unseen);
  expect(textOf(result)).toContain('✅ Somebody can decide.');

  for (const invited of ['U0ROB', 'U0FINN']) {
    await control(world.slack, 'POST', 'channels', { channel: 'C0MARKETING', invite: [invited] });
    await ada.click(result, 'check_account');
    result = await ada.untilView((view) => textOf(view).includes('is connected.') && !textOf(view).includes(unseen));
    await control(world.slack, 'POST', 'channels', { channel: 'C0MARKETING', kick: [invited] });
    await ada.click(result, 'check_account');
    result = await modalSaying(ada, unseen);
  }
});

it('looks for approvers among all members of a channel, page by page, and says nothing where Slack does not', async () => {
  const world = await openWorld();
  const desk = deskFromConfig(world.config);
  const account = await desk.directory.get('111111111111');
  if (account === undefined) throw new Error('Retail is not connected');
  const warned = async (channel: string) =>
    (await checkAccount(desk, { ...account, channel }, 'slack-U0ADA')).some(({ of }) => of === 'audience');
  expect(await warned('C0FINANCE')).toBe(true);
  expect(await warned('C0NOWHERE')).toBe(false);
  const crowd = Array.from({ length: 1_001 }, (_, at) => `U0CROWD${at}`);
  for (const [id, last] of [
    ['C0CROWD', 'U0RITA'],
    ['C0STRANGERS', 'U0FINN'],
  ]) {
    await control(world.slack, 'POST', 'channels', { create: id?.toLowerCase(), id, members: [...crowd, last] });
  }
  expect(await warned('C0CROWD')).toBe(false);
  expect(await warned('C0STRANGERS')).toBe(true);
});

it('answers bad input at the field and keeps what was typed', async () => {
  const world = await openWorld();
  await world.bot();
  const ada = world.as('U0ADA');
  const modal = await connectModal(ada);
  const wrong = { ...RETAIL, accountId: '11111111111', approvers: [], approver_groups: [] };
  expect(await ada.submit(modal, wrong)).toEqual({
    errors: {
      accountId: 'The 12 digits of an AWS account.',
      approvers: 'Name a person here or a user group below, at least one: somebody has to decide.',
    },
  });
  expect(await ada.submit(modal, { ...wrong, accountId: '<!here> 🙂', approvers: ['U0ROB'] })).toMatchObject({
    errors: { accountId: 'The 12 digits of an AWS account.' },
  });
  expect(await ada.submit(modal, RETAIL)).toMatchObject({
    errors: { accountId: 'This account is connected already. Edit its connection in the Home tab.' },
  });
  expect(await ada.views()).toHaveLength(1);
});

it('edits a connection that nobody else edited meanwhile', async () => {
  const world = await openWorld();
  await world.bot();
  const ada = world.as('U0ADA');
  await ada.openHome();
  const home = await homeSaying(ada, 'Connected accounts');
  await ada.click(home, 'connect', { blockId: 'account-111111111111' });
  const modal = await ada.untilView(({ title }) => title === 'Edit the connection');
  expect(textOf(modal)).toContain('Account 111111111111');
  expect(await ada.submit(modal, { name: 'Retail and shops' })).toEqual({});
  await modalSaying(ada, 'Retail and shops (111111111111)');
  const renamed = await homeSaying(ada, 'Retail and shops');

  await ada.click(renamed, 'connect', { blockId: 'account-111111111111' });
  const late = await ada.untilView(({ title }) => title === 'Edit the connection');
  await world.documents.send(
    new UpdateCommand({
      TableName: world.config.meshdeskTable,
      Key: { pk: 'account#111111111111', sk: 'account' },
      UpdateExpression: 'SET revision = :other',
      ExpressionAttributeValues: { ':other': '01JD0000000000000000000000' },
    }),
  );
  expect(await ada.submit(late, { name: 'Too late' })).toMatchObject({
    errors: { name: expect.stringContaining('Somebody changed or removed this connection meanwhile.') },
  });
});

it('disconnects an account: what waits goes to the admin channel, what is granted stays', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const [ada, rita] = [world.as('U0ADA'), world.as('U0RITA')];
  await cardShowing(rita, 'C0RETAIL', id, 'Approve would change');
  await ada.openHome();
  const home = await homeSaying(ada, 'Connected accounts');
  await ada.click(home, 'disconnect', { blockId: 'account-111111111111' });
  const card = await cardShowing(ada, 'C0ADMINS', id, 'is not connected to Meshdesk');
  expect(buttonsOf(card)).toEqual(['connect', 'details']);
  await cardShowing(rita, 'C0RETAIL', id, 'The card is now in');
  await ada.untilHome((view) => !textOf(view).includes('Retail'));

  await ada.click(card, 'connect');
  const modal = await ada.untilView(({ title }) => title === 'Connect an account');
  expect(JSON.stringify(modal.blocks)).toContain('"initial_value":"111111111111"');
});

it('is for admins alone, and says who they are', async () => {
  const world = await openWorld();
  await world.bot();
  const answer = await told(world.as('U0RITA'), 'C0RETAIL', '/mesh connect');
  expect(textOf(answer)).toContain('Only a mesh admin can do this. @U0ADA can.');
});

it('is refused to somebody who is no admin any more when they submit', async () => {
  const world = await openWorld({ accounts: false });
  const first = await world.bot();
  const ada = world.as('U0ADA');
  const modal = await connectModal(ada);
  await first.stop();
  await world.bot({ admins: ['U0FINN'] });
  expect(await ada.submit(modal, RETAIL)).toMatchObject({
    errors: { name: expect.stringContaining('Only a mesh admin can do this.') },
  });
});
