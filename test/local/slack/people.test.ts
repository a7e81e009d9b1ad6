import { expect, test } from 'vitest';
import { person } from '../../../local/slack/person.ts';
import { buttonRow, connectBolt, control, openWorkspace, webClient } from './support.ts';

test('the page sees the cast, its own channels, the commands and the shortcuts', async () => {
  const slack = await openWorkspace();
  const state = await person(slack.url, 'U0MAYA').state();
  expect(state.team).toEqual({ id: 'T0MESHDESK', name: 'Acme Data' });
  expect(state.users.map(({ id }) => id)).toEqual([
    'U0RITA',
    'U0ROB',
    'U0FINN',
    'U0MAYA',
    'U0ADA',
    'U0GUS',
    'U0MESHDESK',
  ]);
  expect(state.channels.map(({ id, kind }) => [id, kind])).toEqual([
    ['C0MARKETING', 'channel'],
    ['C0GENERAL', 'channel'],
    ['D0MAYA', 'direct'],
  ]);
  expect(state.commands[0]).toEqual({ command: '/mesh', description: 'The front desk', usageHint: '[requests]' });
  expect(state.shortcuts).toEqual([
    { type: 'global', name: 'Request access', callbackId: 'request' },
    { type: 'message', name: 'Show the request', callbackId: 'show' },
  ]);
  expect(state.connected).toBe(false);
});

test('a message is unread until its channel is opened, and one’s own never is', async () => {
  const slack = await openWorkspace();
  const [rita, rob] = [person(slack.url, 'U0RITA'), person(slack.url, 'U0ROB')];
  const unread = async (who: typeof rita) => (await who.state()).channels.find(({ id }) => id === 'C0RETAIL')?.unread;
  await webClient(slack).chat.postMessage({ channel: 'C0RETAIL', text: 'x' });
  await rita.say('C0RETAIL', 'y');
  expect([await unread(rita), await unread(rob)]).toEqual([0, 2]);
  await rob.open('C0RETAIL');
  expect(await unread(rob)).toBe(0);
});

test('whoever is in a channel hears that something in it is new', async () => {
  const slack = await openWorkspace();
  const rita = person(slack.url, 'U0RITA');
  const waiting = rita.untilMessage('C0RETAIL', ({ text }) => text === 'news');
  await webClient(slack).chat.postMessage({ channel: 'C0RETAIL', text: 'news' });
  expect((await waiting).text).toBe('news');
});

test('what a person types is escaped, and names become references', async () => {
  const slack = await openWorkspace();
  const rita = person(slack.url, 'U0RITA');
  await rita.say('C0RETAIL', '<!channel> & @rob.chen see #finance-data');
  expect((await rita.messages('C0RETAIL')).at(-1)?.text).toBe('&lt;!channel&gt; &amp; <@U0ROB> see <#C0FINANCE|>');
});

test('the app hears of messages in channels it is in, of direct messages and of mentions', async () => {
  const slack = await openWorkspace();
  const heard: string[] = [];
  await connectBolt(slack, (app) => {
    app.event('message', async ({ event }) => {
      heard.push(`${event.channel_type} ${'text' in event ? event.text : ''}`);
    });
    app.event('app_mention', async ({ event, say }) => {
      heard.push(`mention ${event.text}`);
      await say({ text: 'yes?', thread_ts: event.ts });
    });
  });
  const rita = person(slack.url, 'U0RITA');
  await rita.say('C0GENERAL', 'not for the bot');
  await rita.say('D0RITA', 'one');
  await rita.say('C0RETAIL', '@meshdesk two');
  const reply = await rita.untilMessage('C0RETAIL', ({ text }) => text === 'yes?');
  expect(reply.threadTs).not.toBeNull();
  expect(heard.toSorted()).toEqual(['channel <@U0MESHDESK> two', 'im one', 'mention <@U0MESHDESK> two']);
});

test('a person does only what they can see', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  await chat.postEphemeral({ channel: 'C0RETAIL', user: 'U0RITA', text: 'psst', blocks: [buttonRow('go')] });
  const [rita, rob, maya] = ['U0RITA', 'U0ROB', 'U0MAYA'].map((id) => person(slack.url, id));
  const [secret] = (await rita?.messages('C0RETAIL')) ?? [];
  if (secret === undefined) throw new Error('no message');
  await expect(rob?.click(secret, 'go')).rejects.toThrow('There is no message');
  await expect(maya?.messages('C0RETAIL')).rejects.toThrow('is in no channel');
  await expect(rita?.command('/mesh', 'C0FINANCE')).rejects.toThrow('is in no channel');
  expect(await rita?.command('/nonsense', 'C0RETAIL')).toEqual({ notice: '/nonsense is not a valid command.' });
  await expect(person(slack.url, 'U0NOBODY').state()).rejects.toThrow('There is no person');
});

test('a button that an update took away cannot be clicked', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const { ts = '' } = await chat.postMessage({ channel: 'C0RETAIL', text: 'x', blocks: [buttonRow('go')] });
  const rita = person(slack.url, 'U0RITA');
  const [card] = await rita.messages('C0RETAIL');
  if (card === undefined) throw new Error('no card');
  await chat.update({ channel: 'C0RETAIL', ts, text: 'done', blocks: [] });
  await expect(rita.click(card, 'go')).rejects.toThrow('There is no element row/go any more.');
});

test('a channel is made, renamed, left and archived by control', async () => {
  const slack = await openWorkspace();
  const rob = person(slack.url, 'U0ROB');
  const { conversations } = webClient(slack);
  const names = async () => (await rob.state()).channels.map(({ name }) => name);
  await control(slack, 'POST', 'channels', { create: 'new', id: 'C0NEW', members: ['U0ROB', 'U0MESHDESK'] });
  expect(await names()).toContain('new');
  await control(slack, 'POST', 'channels', { channel: 'C0NEW', rename: 'newer', kick: ['U0MESHDESK'] });
  expect((await conversations.info({ channel: 'C0NEW' })).channel).toMatchObject({
    name: 'newer',
    previous_names: ['new'],
    is_member: false,
  });
  await control(slack, 'POST', 'channels', { channel: 'C0NEW', archived: true });
  expect(await names()).not.toContain('newer');
  await expect(control(slack, 'POST', 'channels', { channel: 'C0NOWHERE' })).rejects.toThrow('There is no channel');
});

test('people are deactivated, made guests or strangers, and a reset brings the cast back', async () => {
  const slack = await openWorkspace();
  const { users } = webClient(slack);
  await control(slack, 'POST', 'users', { user: 'U0ROB', deleted: true });
  await control(slack, 'POST', 'users', { user: 'U0FINN', restricted: true });
  await control(slack, 'POST', 'users', { user: 'U0MAYA', teamId: 'T0ELSEWHERE' });
  await control(slack, 'POST', 'users', { user: 'U0FAR', create: true, teamId: 'T0ELSEWHERE' });
  await control(slack, 'POST', 'users', { user: 'U0NEW', create: true, realName: 'Nia New' });
  await control(slack, 'POST', 'usergroups', { group: 'S0RETAIL', users: ['U0NEW'] });
  const info = async (user: string) => (await users.info({ user })).user;
  expect(await info('U0ROB')).toMatchObject({ deleted: true });
  expect(await info('U0FINN')).toMatchObject({ is_restricted: true });
  expect(await info('U0FAR')).toMatchObject({ is_stranger: true, team_id: 'T0ELSEWHERE' });
  // She shares a channel with the app.
  expect(await info('U0MAYA')).toMatchObject({ team_id: 'T0ELSEWHERE' });
  expect(await info('U0MAYA')).not.toHaveProperty('is_stranger');
  expect(await info('U0NEW')).toMatchObject({ real_name: 'Nia New' });
  await expect(person(slack.url, 'U0ROB').state()).rejects.toThrow('deactivated');
  await control(slack, 'POST', 'reset');
  expect(await info('U0ROB')).toMatchObject({ deleted: false });
});

test('the page is served with its script and its styles', async () => {
  const slack = await openWorkspace();
  const index = await fetch(`${slack.url}/`);
  expect(index.headers.get('content-type')).toContain('text/html');
  expect(await index.text()).toContain('<div id="root">');
  for (const [asset, type] of [
    ['main.js', 'text/javascript'],
    ['main.css', 'text/css'],
  ]) {
    const response = await fetch(`${slack.url}/assets/${asset}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
  }
  expect((await fetch(`${slack.url}/assets/other.js`)).status).toBe(404);
});
