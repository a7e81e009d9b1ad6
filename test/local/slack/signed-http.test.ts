import { createHmac } from 'node:crypto';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../local/dynamodb.ts';
import { listen, readBody } from '../../../local/http.ts';
import { person } from '../../../local/slack/person.ts';
import { control, openWorkspace, reasonModal } from './support.ts';

interface Received {
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** An app that answers each request with the next of `statuses` (the last one for ever) and keeps what it was sent. */
async function bareApp(
  ...statuses: number[]
): Promise<{ url: string; received: Received[]; arrival(count: number): Promise<void> }> {
  const received: Received[] = [];
  let wake: () => void = () => undefined;
  const app = await listen(async (request, response) => {
    received.push({ body: (await readBody(request)).toString('utf8'), headers: request.headers });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    response.writeHead(status ?? 200).end();
    wake();
  });
  onTestFinished(() => app.close());
  const arrival = async (count: number) => {
    while (received.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  return { url: `${app.url}/slack/events`, received, arrival };
}

test('the unchanged Bolt takes signed commands, clicks, submissions and events over HTTP', async () => {
  const slack = await openWorkspace();
  const port = await freePort();
  const app = new App({
    token: slack.settings.botToken,
    receiver: new HTTPReceiver({ signingSecret: slack.settings.signingSecret, logLevel: LogLevel.ERROR }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    logLevel: LogLevel.ERROR,
  });
  app.command('/mesh', async ({ ack, body, client }) => {
    await client.views.open({ trigger_id: body.trigger_id, view: reasonModal() });
    await ack(`hello ${body.text}`);
  });
  app.view('deny', ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'Say more.' } }));
  app.event('app_mention', async ({ say, event }) => {
    await say(`heard: ${event.text}`);
  });
  await app.start(port);
  onTestFinished(async () => {
    await app.stop();
  });
  await control(slack, 'POST', 'request-url', { url: `http://127.0.0.1:${port}/slack/events` });

  const rita = person(slack.url, 'U0RITA');
  expect((await rita.state()).connected).toBe(true);
  expect(await rita.command('/mesh señor 🙂', 'C0RETAIL')).toEqual({});
  await rita.untilMessage('C0RETAIL', ({ text }) => text === 'hello señor 🙂');
  expect(await rita.submit(await rita.untilView(), { text: 'no' })).toEqual({ errors: { reason: 'Say more.' } });
  await rita.say('C0RETAIL', 'hi @meshdesk');
  await rita.untilMessage('C0RETAIL', ({ text }) => text === 'heard: hi <@U0MESHDESK>');
});

test('a signature made with another secret is refused by the app', async () => {
  const slack = await openWorkspace();
  const port = await freePort();
  const app = new App({
    token: slack.settings.botToken,
    receiver: new HTTPReceiver({ signingSecret: slack.settings.signingSecret, logLevel: LogLevel.ERROR }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    logLevel: LogLevel.ERROR,
  });
  await app.start(port);
  onTestFinished(async () => {
    await app.stop();
  });
  const url = `http://127.0.0.1:${port}/slack/events`;
  await control(slack, 'POST', 'request-url', { url, signingSecret: 'another' });
  expect(await person(slack.url, 'U0RITA').command('/mesh', 'C0RETAIL')).toEqual({
    notice: '/mesh failed with the error "http_service_error"',
  });
});

test('the signature covers the version, the timestamp and the body', async () => {
  const app = await bareApp(200);
  const slack = await openWorkspace({ requestUrl: app.url, signingSecret: 's3cret' });
  await person(slack.url, 'U0RITA').command('/mesh a&b', 'C0RETAIL');
  const [{ body, headers } = { body: '', headers: {} }] = app.received;
  const base = `v0:${headers['x-slack-request-timestamp']}:${body}`;
  expect(headers['x-slack-signature']).toBe(`v0=${createHmac('sha256', 's3cret').update(base).digest('hex')}`);
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(new URLSearchParams(body).get('text')).toBe('a&amp;b');
});

test('an event that is not taken is sent again, with its number and the reason', async () => {
  const app = await bareApp(500, 500, 200);
  const slack = await openWorkspace({ requestUrl: app.url, eventRetries: [0, 0, 0] });
  await person(slack.url, 'U0RITA').say('D0RITA', 'hello');
  await app.arrival(3);
  expect(app.received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_error'],
  ]);
  const bodies = app.received.map(({ body }) => JSON.parse(body));
  expect(new Set(bodies.map(({ event_id }) => event_id)).size).toBe(1);
  expect(bodies[0]).toMatchObject({
    type: 'event_callback',
    team_id: 'T0MESHDESK',
    api_app_id: 'A0MESHDESK',
    event: { type: 'message', channel: 'D0RITA', channel_type: 'im', user: 'U0RITA', text: 'hello' },
    authorizations: [{ team_id: 'T0MESHDESK', user_id: 'U0MESHDESK', is_bot: true }],
  });
});

test('a dead address is dispatch_failed, and without a request URL Socket Mode is used again', async () => {
  const slack = await openWorkspace({ requestUrl: `http://127.0.0.1:${await freePort()}/` });
  const rita = person(slack.url, 'U0RITA');
  expect((await rita.command('/mesh', 'C0RETAIL')).notice).toContain('dispatch_failed');
  await control(slack, 'POST', 'request-url', { url: null });
  expect((await rita.state()).connected).toBe(false);
});
