import { createHmac } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { App } from '@slack/bolt';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signature } from '../../local/slack/delivery/signed-http.ts';
import { person } from '../../local/slack/person.ts';
import type { SlackWorkspace } from '../../local/slack/workspace.ts';
import { boltLogger } from '../../src/handlers/http/bolt-logger.ts';
import { type Door, openDoor } from '../../src/handlers/http/door.ts';
import { type HttpAnswer, type HttpRequest, requestOf } from '../../src/handlers/http/request.ts';
import { functionUrl } from '../support/lambda-http.ts';
import { control, openSlack } from '../support/slack.ts';

const SECRET = 'a-signing-secret';
const NOW = new Date('2026-11-23T12:00:00Z');

function doorWith(listen: (app: App) => void, slack?: SlackWorkspace): Door {
  const logger = new Logger({ serviceName: 'test', logLevel: 'SILENT' });
  const signingSecret = slack?.settings.signingSecret ?? SECRET;
  const door = openDoor({ signingSecret, now: () => (slack === undefined ? NOW : new Date()), logger });
  const app = new App({
    receiver: door.receiver,
    logger: boltLogger(logger),
    clientOptions: slack === undefined ? {} : { slackApiUrl: slack.apiUrl },
    authorize: async () => ({ botToken: slack?.settings.botToken ?? 'xoxb-test' }),
  });
  listen(app);
  return door;
}

interface Sent {
  body: string | Buffer;
  type?: string;
  /** Seconds from now. */
  skew?: number;
  secret?: string;
  headers?: Record<string, string>;
  method?: string;
}

function signed({ body, type = 'application/json', skew = 0, secret = SECRET, headers = {}, method = 'POST' }: Sent) {
  const timestamp = NOW.getTime() / 1000 + skew;
  const text = body.toString('utf8');
  return requestOf({
    requestContext: { http: { method } },
    rawPath: '/slack/events',
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    headers: {
      'Content-Type': type,
      'X-Slack-Request-Timestamp': String(timestamp),
      'X-Slack-Signature': signature(secret, timestamp, text),
      ...headers,
    },
  });
}

const asked = async (door: Door, sent: Sent | HttpRequest): Promise<HttpAnswer> =>
  (await door.take('path' in sent ? sent : signed(sent))).answer;

const command = (text: string) => new URLSearchParams({ command: '/mesh', text, user_id: 'U1' }).toString();
const FORM = 'application/x-www-form-urlencoded';

describe('the door to Slack over HTTP', () => {
  it.each([true, false])('takes commands, clicks, submissions and events in any script, base64 %s', async (base64) => {
    const slack = await openSlack();
    const heard: string[] = [];
    const door = doorWith((app) => {
      app.command('/mesh', async ({ ack, body }) => ack(`hello ${body.text}`));
      app.event('app_home_opened', async ({ event }) => void heard.push(event.user));
    }, slack);
    const url = await functionUrl(
      async (event) => {
        const { answer, rest } = await door.take(requestOf(event));
        await rest;
        return answer;
      },
      onTestFinished,
      { base64 },
    );
    await control(slack, 'POST', 'request-url', { url });
    const rita = person(slack.url, 'U0RITA');
    expect(await rita.command('/mesh señor 🙂 漢字', 'C0RETAIL')).toEqual({});
    await rita.untilMessage('C0RETAIL', ({ text }) => text === 'hello señor 🙂 漢字');
    await rita.openHome();
    expect(await rita.until(async () => heard[0])).toBe('U0RITA');
  });

  it('takes content types with parameters and in capitals', async () => {
    const door = doorWith((app) => app.command('/mesh', async ({ ack, body }) => ack(body.text)));
    for (const type of [`${FORM}; charset=utf-8`, FORM.toUpperCase(), `${FORM};charset=UTF-8`]) {
      expect(await asked(door, { body: command('é'), type })).toMatchObject({ status: 200, body: 'é' });
    }
  });

  it('answers the verification of its address only when that is signed', async () => {
    const door = doorWith(() => undefined);
    const body = JSON.stringify({ type: 'url_verification', challenge: 'señor' });
    const answer = await asked(door, { body });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toEqual({ challenge: 'señor' });
    expect(await asked(door, { body, secret: 'another' })).toMatchObject({ status: 401 });
  });

  it.each([
    [-301, 401],
    [-299, 404],
    [0, 404],
    [299, 404],
    [301, 401],
    [3600, 401],
  ])('answers a timestamp %i s from now with %i', async (skew, status) => {
    expect(
      await asked(
        doorWith(() => undefined),
        { body: '{"type":"block_actions"}', skew },
      ),
    ).toMatchObject({ status });
  });

  it.each([
    ['unsigned garbage', { body: '\u0000garbage', headers: { 'X-Slack-Signature': '' } }, 401],
    ['a signature of another length', { body: '{}', headers: { 'X-Slack-Signature': 'v0=1' } }, 401],
    ['a timestamp that is no number', { body: '{}', headers: { 'X-Slack-Request-Timestamp': 'soon' } }, 401],
    ['GET', { body: '', method: 'GET' }, 405],
    ['signed garbage', { body: 'garbage' }, 400],
    ['JSON that is no object', { body: '[1]' }, 400],
    ['a form whose payload is no JSON', { body: 'payload=%7B', type: FORM }, 400],
    ['another content type', { body: '{}', type: 'text/plain' }, 415],
    ['nothing', { body: '' }, 400],
    ['a shape that nobody knows', { body: '{"hello":1}' }, 404],
    ['a command that nobody listens to', { body: command(''), type: FORM }, 404],
  ])('answers %s with its status', async (_, sent: Sent, status) => {
    expect(
      await asked(
        doorWith(() => undefined),
        sent,
      ),
    ).toMatchObject({ status });
  });

  it('refuses signed bytes that are not UTF-8', async () => {
    // JSON all the same, if what is no UTF-8 were read as something else.
    const body = Buffer.concat([Buffer.from('{"hello":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const { headers } = signed({ body: '{}' });
    const timestamp = headers.get('x-slack-request-timestamp') ?? '';
    const hmac = createHmac('sha256', SECRET).update(`v0:${timestamp}:`).update(body).digest('hex');
    const request = {
      method: 'POST',
      path: '/',
      body,
      headers: new Map([...headers, ['x-slack-signature', `v0=${hmac}`]]),
    };
    expect(
      await asked(
        doorWith(() => undefined),
        request,
      ),
    ).toMatchObject({ status: 400 });
  });

  it('lets the answer out at the acknowledgement, and tells when the work has ended', async () => {
    let finish: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let ended = false;
    const door = doorWith((app) =>
      app.command('/mesh', async ({ ack }) => {
        await ack('at once');
        await work;
        ended = true;
      }),
    );
    const { answer, rest } = await door.take(signed({ body: command(''), type: FORM }));
    expect(answer.body).toBe('at once');
    expect(ended).toBe(false);
    finish();
    await rest;
    expect(ended).toBe(true);
  });

  it('answers 500 when a listener fails before it acknowledges, and keeps its answer when it fails afterwards', async () => {
    const door = doorWith((app) =>
      app.command('/mesh', async ({ ack, body }) => {
        if (body.text === 'late') await ack('done');
        throw new Error('no luck');
      }),
    );
    expect(await asked(door, { body: command('early'), type: FORM })).toMatchObject({ status: 500 });
    const late = await door.take(signed({ body: command('late'), type: FORM }));
    expect(late.answer).toMatchObject({ status: 200, body: 'done' });
    await late.rest;
  });

  it('answers whatever comes, and acts on nothing that Slack did not sign', async () => {
    const heard: string[] = [];
    const door = doorWith((app) => app.command(/.*/, async ({ body }) => void heard.push(body.text)));
    const headers = fc.dictionary(
      fc.constantFrom('x-slack-signature', 'x-slack-request-timestamp', 'content-type', 'Content-Type', 'accept'),
      fc.oneof(fc.string(), fc.constantFrom(FORM, 'application/json', 'v0=', `${NOW.getTime() / 1000}`)),
    );
    const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant(command('forged')));
    await fc.assert(
      fc.asyncProperty(headers, body, fc.boolean(), async (given, text, isBase64Encoded) => {
        const event = { headers: given, body: text, isBase64Encoded, requestContext: { http: { method: 'POST' } } };
        expect(await asked(door, requestOf(event))).toMatchObject({ status: 401 });
      }),
    );
    expect(heard).toEqual([]);
  });
});
