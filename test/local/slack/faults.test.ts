import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../local/slack/control/journal.ts';
import { control, openWorkspace, refusal, webClient } from './support.ts';

const message = { channel: 'C0RETAIL', text: 'x' };

async function posted(slack: Parameters<typeof control>[0]): Promise<number> {
  const { messages } = await control<{ messages: unknown[] }>(slack, 'GET', 'messages?channel=C0RETAIL');
  return messages.length;
}

test('an error code is answered as often as asked and to the named methods only', async () => {
  const slack = await openWorkspace();
  const { chat, auth } = webClient(slack);
  await control(slack, 'POST', 'faults', { method: 'chat.*', action: 'error', error: 'fatal_error', count: 2 });
  expect((await auth.test()).ok).toBe(true);
  expect((await refusal(chat.postMessage(message))).error).toBe('fatal_error');
  expect((await refusal(chat.postMessage(message))).error).toBe('fatal_error');
  expect((await chat.postMessage(message)).ok).toBe(true);
  expect(await posted(slack)).toBe(1);
});

test('a fault can wait for a certain argument', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const where = { channel: 'C0FINANCE' };
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', where, action: 'error', error: 'fatal_error' });
  expect((await chat.postMessage(message)).ok).toBe(true);
  expect((await refusal(chat.postMessage({ ...message, ...where }))).error).toBe('fatal_error');
});

test('a rate limit is HTTP 429 with Retry-After', async () => {
  const slack = await openWorkspace();
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'ratelimit', retryAfter: 7 });
  await expect(webClient(slack).chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
});

test('an HTTP status is answered without effect', async () => {
  const slack = await openWorkspace();
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'http', status: 503 });
  await expect(webClient(slack).chat.postMessage(message)).rejects.toMatchObject({ statusCode: 503 });
  expect(await posted(slack)).toBe(0);
});

test('a connection drops before the effect, or after it', async () => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'drop', when: 'before' });
  await expect(chat.postMessage(message)).rejects.toThrow();
  expect(await posted(slack)).toBe(0);
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'drop', when: 'after' });
  await expect(chat.postMessage(message)).rejects.toThrow();
  expect(await posted(slack)).toBe(1);
});

test.each([
  ['that the caller gave up', {}],
  ['whose connection broke', { ms: 0 }],
])('a call %s is carried out late, when that is told', async (_how, over) => {
  const slack = await openWorkspace();
  const { chat } = webClient(slack);
  const { ts = '' } = await chat.postMessage(message);
  await control(slack, 'POST', 'faults', { method: 'chat.update', action: 'late', ...over });
  const update = { method: 'POST', headers: { authorization: `Bearer ${slack.settings.botToken}` } };
  const body = new URLSearchParams({ channel: message.channel, ts, text: 'older' });
  const signal = AbortSignal.timeout(500);
  await expect(fetch(`${slack.apiUrl}chat.update`, { ...update, body, signal })).rejects.toThrow();
  await chat.update({ channel: message.channel, ts, text: 'newer' });
  await expect.poll(() => control(slack, 'POST', 'late'), { timeout: 5_000 }).toEqual({ carriedOut: 1 });
  const { messages } = await control<{ messages: object[] }>(slack, 'GET', 'messages?channel=C0RETAIL');
  expect(messages).toMatchObject([{ text: 'older' }]);
  expect(await control(slack, 'POST', 'late')).toEqual({ carriedOut: 0 });
});

test('a slow answer comes after the client has given up', async () => {
  const slack = await openWorkspace();
  await control(slack, 'POST', 'faults', { method: 'chat.postMessage', action: 'latency', ms: 300 });
  const response = fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', signal: AbortSignal.timeout(50) });
  await expect(response).rejects.toThrow(/timeout/);
});

test('a fault that makes no sense is refused with the reason', async () => {
  const slack = await openWorkspace();
  const add = (fault: object) => control(slack, 'POST', 'faults', fault);
  await expect(add({ action: 'drop' })).rejects.toThrow('A fault needs `method`');
  await expect(add({ method: 'x', action: 'explode' })).rejects.toThrow('`action` must be');
  await expect(add({ method: 'x', action: 'latency' })).rejects.toThrow('needs the number `ms`');
});

test('with real limits a channel takes a small burst and then one message a second', async () => {
  let now = 1_700_000_000_000;
  const slack = await openWorkspace({ now: () => now, rateLimits: true });
  const { chat } = webClient(slack);
  for (let count = 0; count < 4; count += 1) await chat.postMessage(message);
  await expect(chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 1 });
  expect((await chat.postMessage({ ...message, channel: 'C0FINANCE' })).ok).toBe(true);
  now += 1000;
  expect((await chat.postMessage(message)).ok).toBe(true);
  await expect(chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 1 });
});

test('the journal has each call with its arguments and never the token', async () => {
  const slack = await openWorkspace({ now: () => 1_700_000_000_000 });
  const blocks = [{ type: 'divider' as const }];
  await webClient(slack).chat.postMessage({ ...message, blocks });
  const form = new URLSearchParams({ ...message, token: slack.settings.botToken });
  await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', body: form });
  const journal = await control<{ counts: object; calls: JournalEntry[] }>(slack, 'GET', 'calls');
  expect(journal).toEqual({
    counts: { 'chat.postMessage': 2 },
    calls: [
      { method: 'chat.postMessage', ts: 1_700_000_000_000, args: { ...message, blocks }, error: null },
      { method: 'chat.postMessage', ts: 1_700_000_000_000, args: message, error: null },
    ],
  });
  await control(slack, 'DELETE', 'calls');
  expect(await control(slack, 'GET', 'calls')).toEqual({ counts: {}, calls: [] });
});
