import { readFileSync } from 'node:fs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { usageHint } from '../../src/blocks/help.ts';
import { COMMANDS } from '../../src/handlers/commands/mesh.ts';
import { modalSaying, told, toldAfter } from '../support/asking.ts';
import { aSettled } from '../support/factories.ts';
import { buttonsOf, cardShowing, openWorld, textOf } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';

it('shows an approver what waits, the oldest first, and what they can do', async () => {
  const world = await openWorld();
  const [second, first] = [
    await world.ask({ CreationDate: '2026-11-23 08:00:00', TableName: ['customer'] }),
    await world.ask({ CreationDate: '2026-11-22 08:00:00', TableName: ['store_sales'] }),
  ];
  await world.bot();
  const menu = await told(world.as('U0RITA'), CHANNEL, '/mesh');
  const text = textOf(menu);
  expect(text).toContain('2 requests wait for your decision');
  expect(text.indexOf('store_sales')).toBeLessThan(text.indexOf('customer'));
  expect(text).toContain('/mesh requests');
  expect(text).not.toContain('/mesh connect');
  expect(menu.text).toContain('2 requests wait for your decision');
  expect(JSON.stringify(menu.blocks).indexOf(first)).toBeLessThan(JSON.stringify(menu.blocks).indexOf(second));
});

it('shows an admin that they can connect accounts, and somebody without a part who can give them one', async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  expect(buttonsOf(await told(world.as('U0ADA'), CHANNEL, '/mesh'))).toContain('connect');
  const rita = textOf(await told(world.as('U0RITA'), CHANNEL, '/mesh'));
  expect(rita).toContain('You have no part in any account. @U0ADA can connect one');
});

it('shows somebody what leads them somewhere: no list to who has none, no request to who cannot ask', async () => {
  const world = await openWorld();
  await world.bot();
  const menuOf = async (user: string, channel = CHANNEL) => {
    const menu = await told(world.as(user), channel, '/mesh');
    const words = [...textOf(menu).matchAll(/\/mesh (\w+)/g)].map(([, word]) => word);
    return { words, buttons: buttonsOf(menu) };
  };
  expect(await menuOf('U0RITA')).toEqual({
    words: 'requests subscriptions create products show approve deny change revoke audit help'.split(' '),
    buttons: ['list_requests', 'list_subscriptions', 'list_audit', 'open_create'],
  });
  expect(await menuOf('U0MAYA', 'C0MARKETING')).toEqual({
    words: 'requests subscriptions products request import show audit help'.split(' '),
    buttons: ['list_requests', 'list_subscriptions', 'list_audit', 'open_request'],
  });
  expect(await menuOf('U0ADA')).toEqual({
    words: 'products show audit connect accounts help'.split(' '),
    buttons: ['list_audit', 'connect'],
  });
  expect(await menuOf('U0GUS')).toEqual({ words: 'products show help'.split(' '), buttons: [] });
  expect(textOf(await told(world.as('U0ADA'), CHANNEL, '/mesh accounts'))).toContain('111111111111');
  const said = textOf(await told(world.as('U0RITA'), CHANNEL, '/mesh accounts'));
  expect(said).toContain('Only mesh admins see every account.');
  expect(said).not.toContain('111111111111');
});

it('tells an admin without a part that they can give it to themselves', async () => {
  const world = await openWorld({ accounts: false });
  await world.bot();
  const ada = world.as('U0ADA');
  for (const word of ['requests', 'subscriptions']) {
    const said = textOf(await told(ada, CHANNEL, `/mesh ${word}`));
    expect(said).toContain('You can connect one, or make yourself an approver or member of it with /mesh connect.');
    expect(said).not.toContain('U0ADA');
  }
  expect(textOf(await told(ada, CHANNEL, '/mesh accounts'))).toContain('No account is connected yet.');
});

it('sends a guest to nobody, since no admin can give them a part', async () => {
  const world = await openWorld();
  await world.bot();
  const gus = world.as('U0GUS');
  const only = 'Only full members of this workspace can have a part in an account of the mesh.';
  for (const words of ['', ' requests', ' audit']) {
    const said = textOf(await told(gus, CHANNEL, `/mesh${words}`));
    expect(said).toContain(only);
    expect(said).not.toContain('@U0ADA');
  }
  for (const word of ['create', 'request']) {
    await gus.command(`/mesh ${word}`, CHANNEL);
    await modalSaying(gus, only);
  }
});

it('suggests the nearest command for a misspelt word, and lists all for any other', async () => {
  const world = await openWorld();
  await world.bot();
  const rita = world.as('U0RITA');
  const answer = async (line: string) => textOf(await told(rita, CHANNEL, line));
  expect(await answer('/mesh reqeusts')).toContain('Did you mean /mesh requests');
  expect(await answer('/mesh sub')).toContain('Did you mean /mesh subscriptions');
  expect(await answer('/mesh HELP')).toContain('Commands');
  const strange = await answer('/mesh 🙂 *bold* <!here> مرحبا');
  expect(strange).toContain('There is no /mesh 🙂.');
  expect(strange).toContain('Commands');
  const mention = await told(rita, CHANNEL, '/mesh <!channel>&');
  expect(textOf(mention)).toContain('There is no /mesh <!channel>&.');
  expect(mention.text).not.toMatch(/<!/);
});

it('says the same in the manifest as in its table of commands', () => {
  const manifest = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'));
  expect(manifest.features.slash_commands[0].usage_hint).toBe(usageHint(COMMANDS));
});

it('pages through a list with buttons, in place, and narrows it by words', async () => {
  const world = await openWorld();
  for (let at = 0; at < 20; at += 1) await world.put(aSettled(at));
  await world.bot();
  const rita = world.as('U0RITA');
  const list = await told(rita, CHANNEL, '/mesh subscriptions');
  expect(textOf(list)).toContain('1–8 of 20');
  await rita.click(list, 'next_page');
  const second = await rita.untilMessage(CHANNEL, (message) => textOf(message).includes('9–16 of 20'));
  expect(second.ts).toBe(list.ts);
  await rita.click(second, 'previous_page');
  await rita.untilMessage(CHANNEL, (message) => textOf(message).includes('1–8 of 20'));

  const narrowed = async (words: string) => textOf(await told(rita, CHANNEL, `/mesh subscriptions ${words}`));
  expect(await narrowed('active marketing')).toContain('1–7 of 7');
  expect(await narrowed('denied ended')).toContain('of 13');
  expect(await narrowed('TABLE_12')).toContain('1–1 of 1');
  expect(await narrowed('held')).toContain('There is none');
  expect(textOf(await told(rita, CHANNEL, '/mesh requests'))).toContain('Nothing waits');
});

it('keeps the history of decisions: of one request, and of the accounts of whoever asks', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'Approve would change');
  await rita.click(card, 'deny');
  await rita.submit(await modalSaying(rita, 'asks for '), { reason: 'Ask for less: <!here> *all*' });
  await cardShowing(rita, CHANNEL, id, 'Denied by @U0RITA');

  const one = await told(rita, CHANNEL, `/mesh audit ${id}`);
  expect(textOf(one)).toContain('The denial by @U0RITA was carried out');
  expect(textOf(one)).toContain('Ask for less: <!here> *all*');
  expect(textOf(await told(world.as('U0MAYA'), 'C0MARKETING', '/mesh audit'))).toContain(
    'The denial by @U0RITA was carried out',
  );
  expect(textOf(await told(world.as('U0FINN'), 'C0FINANCE', '/mesh audit'))).toContain('Nobody has decided anything');
  expect(textOf(await told(world.as('U0ADA'), 'C0ADMINS', `/mesh audit ${id}`))).toContain(
    'The denial by @U0RITA was carried out',
  );
});

it('tells what happened to a request whose record is removed, and to nobody who had no part in it', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  await rita.click(await cardShowing(rita, CHANNEL, id, 'Approve would change'), 'approve');
  await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA');
  const TableName = world.config.subscriptionsTable;
  await world.documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId: id } }));
  const audit = textOf(await told(rita, CHANNEL, `/mesh audit ${id}`));
  expect(audit).toContain('The approval by @U0RITA was carried out');
  expect(audit).toContain('granted: store_sales, web_sales');
  expect(textOf(await told(world.as('U0MAYA'), 'C0MARKETING', `/mesh audit ${id}`))).toContain(
    'The approval by @U0RITA was carried out',
  );
  const stranger = await told(world.as('U0FINN'), 'C0FINANCE', `/mesh audit ${id}`);
  expect(textOf(stranger)).toContain(`There is no request ${id}. Check the id.`);
});

it('tells a stranger nothing of a request, whatever they call it', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  await cardShowing(world.as('U0RITA'), CHANNEL, id, 'Approve would change');
  const finn = world.as('U0FINN');
  const answer = async (line: string) => textOf(await told(finn, 'C0FINANCE', line));
  expect(await answer(`/mesh audit ${id}`)).toContain(`There is no request ${id}. Check the id.`);
  expect(await answer('/mesh audit nonsense')).toContain('There is no request nonsense. Check the id.');
  expect(await answer(`/mesh audit ${'x'.repeat(3_000)}`)).toContain('There is no request xxx');
  await finn.command(`/mesh show ${id}`, 'C0FINANCE');
  await modalSaying(finn, `There is no request ${id}`);
  await finn.command('/mesh show *bold*🙂', 'C0FINANCE');
  await modalSaying(finn, 'There is no request *bold*🙂');
});

it('opens a request from a list, where it can be approved as it is shown', async () => {
  const world = await openWorld();
  await world.bot();
  const id = await world.ask();
  const rita = world.as('U0RITA');
  await cardShowing(rita, CHANNEL, id, 'Approve would change');
  const menu = await told(rita, CHANNEL, '/mesh');
  const list = await toldAfter(rita, CHANNEL, () => rita.click(menu, 'list_requests'));
  await rita.click(list, 'details');
  const details = await modalSaying(rita, 'holds nothing →');
  await rita.click(details, 'approve');
  await modalSaying(rita, 'You approved it.');
  await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA');
});

it('names in the history the account that was connected or changed', async () => {
  const world = await openWorld();
  await world.bot();
  const ada = world.as('U0ADA');
  await ada.command('/mesh connect 1111 1111 1111', 'C0ADMINS');
  await ada.submit(await modalSaying(ada, 'Account 111111111111'), { name: 'Shops' });
  await modalSaying(ada, 'is connected.');
  const history = textOf(await told(ada, 'C0ADMINS', '/mesh audit'));
  expect(history).toContain('@U0ADA changed the connection of the account');
  expect(history).toContain('Shops (111111111111)');
});
