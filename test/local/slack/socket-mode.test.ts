import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { person } from '../../../local/slack/person.ts';
import { buttonRow, connectBolt, control, openWorkspace, reasonModal, webClient } from './support.ts';

test('a slash command reaches Bolt with every field and its acknowledgement is seen by the sender alone', async () => {
  const slack = await openWorkspace();
  const bodies: Record<string, unknown>[] = [];
  await connectBolt(slack, (app) => {
    app.command('/mesh', async ({ ack, body }) => {
      bodies.push(body);
      await ack('Two requests are pending.');
    });
  });
  expect(await person(slack.url, 'U0RITA').command('/mesh requests <now>', 'C0RETAIL')).toEqual({});
  expect(bodies[0]).toMatchObject({
    command: '/mesh',
    text: 'requests &lt;now&gt;',
    user_id: 'U0RITA',
    user_name: 'rita.alvarez',
    channel_id: 'C0RETAIL',
    channel_name: 'retail-data',
    team_id: 'T0MESHDESK',
    api_app_id: 'A0MESHDESK',
    is_enterprise_install: 'false',
  });
  expect(
    (await person(slack.url, 'U0RITA').messages('C0RETAIL')).map(({ text, ephemeral }) => [text, ephemeral]),
  ).toEqual([['Two requests are pending.', true]]);
  expect(await person(slack.url, 'U0ROB').messages('C0RETAIL')).toEqual([]);
});

test('a command with should_escape carries references, and an answer in_channel shows what was typed', async () => {
  const slack = await openWorkspace();
  await connectBolt(slack, (app) => {
    app.command('/escaped', ({ ack, body }) => ack({ response_type: 'in_channel', text: `got ${body.text}` }));
  });
  await person(slack.url, 'U0RITA').command('/escaped ask @rob.chen in #finance-data', 'C0RETAIL');
  expect((await person(slack.url, 'U0ROB').messages('C0RETAIL')).map(({ user, text }) => [user, text])).toEqual([
    ['U0RITA', '/escaped ask @rob.chen in #finance-data'],
    ['U0MESHDESK', 'got ask <@U0ROB|rob.chen> in <#C0FINANCE|finance-data>'],
  ]);
});

test('a click sends block_actions with the message, its metadata, the state and a response_url', async () => {
  const slack = await openWorkspace();
  const bodies: object[] = [];
  const app = await connectBolt(slack, (bolt) => {
    bolt.action('approve', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
  });
  const { ts } = await app.client.chat.postMessage({
    channel: 'C0RETAIL',
    text: 'card',
    blocks: [buttonRow('approve', 'sub-1')],
    metadata: { event_type: 'card', event_payload: { subscription: 'sub-1' } },
  });
  const rita = person(slack.url, 'U0RITA');
  const [card] = await rita.messages('C0RETAIL');
  if (card === undefined) throw new Error('no card');
  expect(await rita.click(card, 'approve')).toEqual({});
  expect(bodies).toEqual([
    {
      type: 'block_actions',
      user: { id: 'U0RITA', username: 'rita.alvarez', name: 'rita.alvarez', team_id: 'T0MESHDESK' },
      api_app_id: 'A0MESHDESK',
      token: 'local-verification-token',
      container: { type: 'message', message_ts: ts, channel_id: 'C0RETAIL', is_ephemeral: false },
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      team: { id: 'T0MESHDESK', domain: 'acme-data' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: 'C0RETAIL', name: 'retail-data' },
      message: expect.objectContaining({
        ts,
        bot_id: 'B0MESHDESK',
        user: 'U0MESHDESK',
        metadata: { event_type: 'card', event_payload: { subscription: 'sub-1' } },
        blocks: [expect.objectContaining({ block_id: 'row' })],
      }),
      state: { values: {} },
      response_url: expect.stringContaining(`${slack.url}/hooks/actions/`),
      actions: [
        {
          type: 'button',
          block_id: 'row',
          action_id: 'approve',
          text: { type: 'plain_text', text: 'Go', emoji: true },
          value: 'sub-1',
          action_ts: expect.any(String),
        },
      ],
    },
  ]);
});

test('without a connection the person is told dispatch_failed', async () => {
  const slack = await openWorkspace();
  await webClient(slack).chat.postMessage({ channel: 'C0RETAIL', text: 'card', blocks: [buttonRow('approve')] });
  const rita = person(slack.url, 'U0RITA');
  expect(await rita.command('/mesh', 'C0RETAIL')).toEqual({ notice: '/mesh failed with the error "dispatch_failed"' });
  const [card] = await rita.messages('C0RETAIL');
  if (card === undefined) throw new Error('no card');
  expect((await rita.click(card, 'approve')).notice).toContain('dispatch_failed');
  expect((await rita.state()).connected).toBe(false);
});

test('an app that does not acknowledge in time leaves the person with Slack’s own words', async () => {
  const slack = await openWorkspace({ patience: 100 });
  let trigger = '';
  const app = await connectBolt(slack, (bolt) => {
    bolt.command('/mesh', async ({ ack, body }) => {
      if (body.text !== 'open') return;
      trigger = body.trigger_id;
      await ack();
    });
    bolt.view('deny', async () => undefined);
  });
  const rita = person(slack.url, 'U0RITA');
  expect(await rita.command('/mesh', 'C0RETAIL')).toEqual({
    notice: '/mesh failed with the error "operation_timeout"',
  });
  await rita.command('/mesh open', 'C0RETAIL');
  await app.client.views.open({ trigger_id: trigger, view: reasonModal() });
  const view = await rita.untilView();
  expect(await rita.submit(view, { text: 'no' })).toEqual({ notice: 'We had some trouble connecting. Try again?' });
  expect(await rita.views()).toHaveLength(1);
});

test('each envelope goes to one of several connections, in turn', async () => {
  const slack = await openWorkspace();
  const answered: string[] = [];
  for (const name of ['first', 'second']) {
    await connectBolt(slack, (app) => {
      app.command('/mesh', async ({ ack }) => {
        answered.push(name);
        await ack();
      });
    });
  }
  const rita = person(slack.url, 'U0RITA');
  for (let round = 0; round < 4; round += 1) await rita.command('/mesh', 'C0RETAIL');
  expect(answered.toSorted()).toEqual(['first', 'first', 'second', 'second']);
});

test('an app asked to refresh connects anew', async () => {
  const slack = await openWorkspace();
  await connectBolt(slack, (app) => app.command('/mesh', ({ ack }) => ack()), 500);
  const rita = person(slack.url, 'U0RITA');
  await control(slack, 'POST', 'socket', { disconnect: true });
  await rita.until(async (me) => {
    const { counts } = await control<{ counts: Record<string, number> }>(slack, 'GET', 'calls');
    return (counts['apps.connections.open'] ?? 0) > 1 && (await me.state()).connected;
  });
  expect(await rita.command('/mesh', 'C0RETAIL')).toEqual({});
});

test('a ticket opens one connection only', async () => {
  const slack = await openWorkspace();
  const { url = '' } = await webClient(slack, slack.settings.appToken).apps.connections.open({});
  const outcome = (socket: WebSocket) =>
    new Promise<string>((resolve) => {
      socket.once('message', (data) => resolve(JSON.parse(String(data)).type));
      socket.once('error', ({ message }) => resolve(message));
    });
  const first = new WebSocket(url);
  expect(await outcome(first)).toBe('hello');
  expect(await outcome(new WebSocket(url))).toBe('Unexpected server response: 403');
  first.close();
});
