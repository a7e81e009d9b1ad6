import { LogLevel, WebClient } from '@slack/web-api';
import { expect, it } from 'vitest';
import { givenUp } from '../../src/handlers/given-up.ts';
import { control, openSlack } from '../support/slack.ts';

const channel = 'C0RETAIL';

async function open() {
  const slack = await openSlack();
  const given = givenUp();
  const client = new WebClient(slack.settings.botToken, {
    slackApiUrl: slack.apiUrl,
    fetch: given.fetch,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 1, minTimeout: 1 },
  });
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' });
  const meets = (fault: object, method = 'chat.update') => control(slack, 'POST', 'faults', { method, ...fault });
  return { given, ts, meets, update: () => client.chat.update({ channel, ts, text: 'y' }), client };
}

it.each([
  ['whose connection broke before the effect', { action: 'drop', when: 'before' }],
  ['whose connection broke after it', { action: 'drop', when: 'after' }],
  ['that a gateway answered', { action: 'http', status: 504 }],
])('an attempt %s was given up, though the next one went well, and is told once', async (_which, fault) => {
  const { given, ts, meets, update } = await open();
  await meets(fault);
  await update();
  expect(given.take(channel, '1.000001')).toBe(false);
  expect([given.take(channel, ts), given.take(channel, ts)]).toEqual([true, false]);
});

it.each([
  ['went well', null],
  ['Slack answered with an error', { action: 'error', error: 'internal_error' }],
  ['Slack refused for its rate', { action: 'ratelimit', retryAfter: 0 }],
])('an update that %s was not given up', async (_which, fault) => {
  const { given, ts, meets, update } = await open();
  if (fault !== null) await meets(fault);
  await update().catch((error: unknown) => expect(error).toMatchObject({ data: { error: 'internal_error' } }));
  expect(given.take(channel, ts)).toBe(false);
});

it('other calls than updates are not noted', async () => {
  const { given, ts, meets, client } = await open();
  await meets({ action: 'drop', when: 'before' }, 'chat.delete');
  await client.chat.delete({ channel, ts });
  expect(given.take(channel, ts)).toBe(false);
});
