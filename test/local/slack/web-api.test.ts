import { expect, test } from 'vitest';
import { person } from '../../../local/slack/person.ts';
import { buttonRow, control, openWorkspace, reasonModal, refusal, webClient } from './support.ts';

test('auth.test says who the bot is', async () => {
  const slack = await openWorkspace();
  expect(await webClient(slack).auth.test()).toMatchObject({
    ok: true,
    team_id: 'T0MESHDESK',
    user_id: 'U0MESHDESK',
    bot_id: 'B0MESHDESK',
    response_metadata: { scopes: expect.arrayContaining(['chat:write']) },
  });
});

test('a token is wanted, a right one, and of the right kind', async () => {
  const slack = await openWorkspace();
  const { botToken, appToken } = slack.settings;
  const call = async (token: string | undefined) => (await refusal(webClient(slack, token).auth.test())).error;
  expect(await call('')).toBe('not_authed');
  expect(await call('xoxb-wrong')).toBe('invalid_auth');
  expect(await call(appToken)).toBe('not_allowed_token_type');
  expect((await refusal(webClient(slack, botToken).apps.connections.open({}))).error).toBe('not_allowed_token_type');
});

test('a method that is not known is unknown_method', async () => {
  const slack = await openWorkspace();
  expect((await refusal(webClient(slack).apiCall('chat.shout'))).error).toBe('unknown_method');
});

test('JSON bodies work with the token in the header and not in the body', async () => {
  const slack = await openWorkspace();
  const call = async (headers: Record<string, string>, body: string) => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    return (await response.json()) as { ok: boolean; error?: string };
  };
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const bearer = { authorization: `Bearer ${slack.settings.botToken}` };
  const message = { channel: 'C0RETAIL', text: 'hi', blocks: [buttonRow('go')] };
  expect(await call({ ...json, ...bearer }, JSON.stringify(message))).toMatchObject({ ok: true });
  const inBody = JSON.stringify({ ...message, token: slack.settings.botToken });
  expect(await call(json, inBody)).toEqual({ ok: false, error: 'not_authed' });
  expect(await call({ ...json, ...bearer }, '{')).toEqual({ ok: false, error: 'invalid_json' });
  expect(await call({ ...json, ...bearer }, '[]')).toEqual({ ok: false, error: 'json_not_object' });
  expect(await call({ ...bearer, 'content-type': 'text/plain' }, 'x')).toEqual({
    ok: false,
    error: 'invalid_post_type',
  });
});

test('a scope the token lacks is named', async () => {
  const slack = await openWorkspace({ scopes: ['chat:write', 'im:history'] });
  const client = webClient(slack);
  const error = await client.users.info({ user: 'U0RITA' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write,im:history' },
  });
  expect((await refusal(client.conversations.history({ channel: 'C0RETAIL' }))).error).toBe('missing_scope');
  const named = client.chat.postMessage({ channel: 'C0RETAIL', text: 'x', username: 'Somebody' });
  expect((await refusal(named)).error).toBe('missing_scope');
});

test('a message cannot be posted where the bot is not, or to nowhere, or empty', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const post = async (channel: string, text = 'x') => (await refusal(chat.postMessage({ channel, text }))).error;
  expect(await post('C0GENERAL')).toBe('not_in_channel');
  expect(await post('C0NOWHERE')).toBe('channel_not_found');
  expect(await post('C0RETAIL', '')).toBe('no_text');
  expect(await post('C0RETAIL', 'x'.repeat(40_001))).toBe('msg_too_long');
  await control(slack, 'POST', 'channels', { channel: 'C0RETAIL', archived: true });
  expect(await post('C0RETAIL')).toBe('is_archived');
  await control(slack, 'POST', 'channels', { create: 'secret', id: 'C0SECRET', private: true });
  expect(await post('C0SECRET')).toBe('channel_not_found');
});

test('a channel may be named, and a person’s id means their direct message', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  expect((await chat.postMessage({ channel: '#retail-data', text: 'x' })).channel).toBe('C0RETAIL');
  expect((await chat.postMessage({ channel: 'U0RITA', text: 'x' })).channel).toBe('D0RITA');
});

test('history gives metadata when asked for it, newest first, a page at a time', async () => {
  let now = 1_700_000_000_000;
  const slack = await openWorkspace({ now: () => now });
  const { chat, conversations } = webClient(slack);
  for (const id of [1, 2, 3]) {
    now += 1000;
    const metadata = { event_type: 'card', event_payload: { id } };
    await chat.postMessage({ channel: 'C0RETAIL', text: `card ${id}`, metadata });
  }
  const first = await conversations.history({ channel: 'C0RETAIL', limit: 2, include_all_metadata: true });
  expect(first).toMatchObject({
    has_more: true,
    messages: [{ text: 'card 3' }, { metadata: { event_payload: { id: 2 } } }],
  });
  const cursor = first.response_metadata?.next_cursor ?? '';
  const second = await conversations.history({ channel: 'C0RETAIL', limit: 2, cursor });
  expect(second.messages).toMatchObject([{ text: 'card 1' }]);
  expect(second.messages?.[0]).not.toHaveProperty('metadata');
  const between = { channel: 'C0RETAIL', oldest: '1700000001.000000', latest: '1700000003.000000' };
  const texts = async (more: object) =>
    (await conversations.history({ ...between, ...more })).messages?.map(({ text }) => text);
  expect(await texts({})).toEqual(['card 2']);
  expect(await texts({ inclusive: true })).toEqual(['card 3', 'card 2', 'card 1']);
});

test('an update changes what it names and keeps the rest', async () => {
  const slack = await openWorkspace();
  const { chat, conversations } = webClient(slack);
  const metadata = { event_type: 'card', event_payload: { id: 1 } };
  const { ts = '' } = await chat.postMessage({ channel: 'C0RETAIL', text: 'a', blocks: [buttonRow('go')], metadata });
  await chat.update({ channel: 'C0RETAIL', ts, text: 'b' });
  const read = async () =>
    (await conversations.history({ channel: 'C0RETAIL', include_all_metadata: true })).messages?.[0];
  expect(await read()).toMatchObject({
    text: 'b',
    blocks: [{ block_id: 'row' }],
    metadata,
    edited: { user: 'U0MESHDESK' },
  });
  await chat.update({ channel: 'C0RETAIL', ts, text: 'c', blocks: [] });
  expect(await read()).not.toHaveProperty('blocks');
});

test('what is not the bot’s or not there is neither updated nor deleted', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const { ts } = await person(slack.url, 'U0RITA').say('C0RETAIL', 'mine');
  const channel = 'C0RETAIL';
  expect((await refusal(chat.update({ channel, ts, text: 'x' }))).error).toBe('cant_update_message');
  expect((await refusal(chat.delete({ channel, ts }))).error).toBe('cant_delete_message');
  expect((await refusal(chat.update({ channel, ts: '1.000000', text: 'x' }))).error).toBe('message_not_found');
  const { message_ts = '' } = await chat.postEphemeral({ channel, user: 'U0RITA', text: 'psst' });
  expect((await refusal(chat.update({ channel, ts: message_ts, text: 'x' }))).error).toBe('message_not_found');
});

test('an ephemeral message goes to members only and is in nobody else’s channel', async () => {
  const slack = await openWorkspace();
  const { chat, conversations } = webClient(slack);
  const channel = 'C0RETAIL';
  expect((await refusal(chat.postEphemeral({ channel, user: 'U0MAYA', text: 'x' }))).error).toBe('user_not_in_channel');
  await chat.postEphemeral({ channel, user: 'U0RITA', text: 'psst' });
  expect(await person(slack.url, 'U0RITA').messages(channel)).toMatchObject([{ text: 'psst', ephemeral: true }]);
  expect(await person(slack.url, 'U0ROB').messages(channel)).toEqual([]);
  expect((await conversations.history({ channel })).messages).toEqual([]);
});

test('replies stand in their thread and not in the history', async () => {
  const slack = await openWorkspace();
  const { chat, conversations } = webClient(slack);
  const channel = 'C0RETAIL';
  const { ts = '' } = await chat.postMessage({ channel, text: 'card' });
  await chat.postMessage({ channel, text: 'reply', thread_ts: ts });
  expect((await conversations.history({ channel })).messages).toMatchObject([{ text: 'card', reply_count: 1 }]);
  expect((await conversations.replies({ channel, ts })).messages?.map(({ text }) => text)).toEqual(['card', 'reply']);
  const nowhere = chat.postMessage({ channel, text: 'x', thread_ts: '1.000000' });
  expect((await refusal(nowhere)).error).toBe('thread_not_found');
});

test('metadata must have a type and a payload', async () => {
  const slack = await openWorkspace();
  const call = webClient(slack).apiCall('chat.postMessage', { channel: 'C0RETAIL', text: 'x', metadata: { a: 1 } });
  expect((await refusal(call)).error).toBe('invalid_metadata_format');
});

test('people, groups and channels are what the cast says', async () => {
  const slack = await openWorkspace();
  const { users, usergroups, conversations, bots } = webClient(slack);
  expect((await users.info({ user: 'U0RITA' })).user).toMatchObject({
    real_name: 'Rita Alvarez',
    tz: 'Europe/Madrid',
    team_id: 'T0MESHDESK',
    deleted: false,
    is_restricted: false,
  });
  expect((await users.info({ user: 'U0GUS' })).user?.is_restricted).toBe(true);
  expect((await refusal(users.info({ user: 'U0NOBODY' }))).error).toBe('user_not_found');
  expect((await users.list({ limit: 2 })).response_metadata?.next_cursor).not.toBe('');
  expect((await usergroups.users.list({ usergroup: 'S0RETAIL' })).users).toEqual(['U0RITA', 'U0ROB']);
  expect((await usergroups.list({ include_users: true })).usergroups).toMatchObject([{ handle: 'retail-owners' }]);
  expect((await conversations.members({ channel: 'C0MARKETING' })).members).toContain('U0MAYA');
  expect((await conversations.info({ channel: 'C0GENERAL' })).channel).toMatchObject({ is_member: false });
  expect((await conversations.list({ types: 'public_channel' })).channels).toHaveLength(5);
  expect((await bots.info({ bot: 'B0MESHDESK' })).bot?.user_id).toBe('U0MESHDESK');
});

test('the bot joins a public channel and opens direct messages with active people', async () => {
  const slack = await openWorkspace();
  const { chat, conversations } = webClient(slack);
  await conversations.join({ channel: 'C0GENERAL' });
  await chat.postMessage({ channel: 'C0GENERAL', text: 'hello' });
  expect((await conversations.open({ users: 'U0MAYA' })).channel?.id).toBe('D0MAYA');
  await control(slack, 'POST', 'users', { user: 'U0ROB', deleted: true });
  expect((await refusal(conversations.open({ users: 'U0ROB' }))).error).toBe('user_disabled');
});

test('a permalink leads to the message', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const { ts = '' } = await chat.postMessage({ channel: 'C0RETAIL', text: 'x' });
  const { permalink } = await chat.getPermalink({ channel: 'C0RETAIL', message_ts: ts });
  expect(permalink).toBe(`${slack.url}/archives/C0RETAIL/p${ts.replace('.', '')}`);
  expect((await fetch(permalink ?? '')).status).toBe(200);
});

test('Home tabs and direct messages need to be enabled', async () => {
  const slack = await openWorkspace({ manifestPath: new URL('./without-home.yml', import.meta.url).pathname });
  const view = { type: 'home' as const, blocks: reasonModal().blocks.slice(0, 1) };
  expect((await refusal(webClient(slack).views.publish({ user_id: 'U0RITA', view }))).error).toBe('not_enabled');
  const direct = webClient(slack).chat.postMessage({ channel: 'U0RITA', text: 'x' });
  expect((await refusal(direct)).error).toBe('messages_tab_disabled');
  await expect(person(slack.url, 'U0RITA').say('D0RITA', 'x')).rejects.toThrow('has been turned off');
});
