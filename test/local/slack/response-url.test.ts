import { expect, test } from 'vitest';
import { person } from '../../../local/slack/person.ts';
import { buttonRow, connectBolt, openWorkspace } from './support.ts';

/** A card with a button, clicked by Rita; and how to send to the response_url of that click. */
async function clicked(options: { now?: () => number; ephemeral?: boolean } = {}) {
  const slack = await openWorkspace(options);
  let responseUrl = '';
  const app = await connectBolt(slack, (bolt) => {
    bolt.action('go', async ({ ack, body }) => {
      if (body.type === 'block_actions') responseUrl = body.response_url;
      await ack();
    });
  });
  const card = { channel: 'C0RETAIL', text: 'card', blocks: [buttonRow('go')] };
  if (options.ephemeral === true) await app.client.chat.postEphemeral({ ...card, user: 'U0RITA' });
  else await app.client.chat.postMessage(card);
  const rita = person(slack.url, 'U0RITA');
  const [message] = await rita.messages('C0RETAIL');
  if (message === undefined) throw new Error('no card');
  await rita.click(message, 'go');
  const respond = async (body: object) => {
    const response = await fetch(responseUrl, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, ((await response.json()) as { error?: string }).error] as const;
  };
  const texts = async (user: string) => (await person(slack.url, user).messages('C0RETAIL')).map(({ text }) => text);
  return { respond, texts };
}

test('an answer is for the one who clicked unless it says in_channel', async () => {
  const { respond, texts } = await clicked();
  expect(await respond({ text: 'private' })).toEqual([200, undefined]);
  expect(await respond({ text: 'public', response_type: 'in_channel' })).toEqual([200, undefined]);
  expect(await texts('U0RITA')).toEqual(['card', 'private', 'public']);
  expect(await texts('U0ROB')).toEqual(['card', 'public']);
});

test('an answer replaces or deletes the original, an ephemeral one too', async () => {
  for (const ephemeral of [false, true]) {
    const { respond, texts } = await clicked({ ephemeral });
    await respond({ text: 'replaced', replace_original: true });
    expect(await texts('U0RITA')).toEqual(['replaced']);
    await respond({ delete_original: true });
    expect(await texts('U0RITA')).toEqual([]);
  }
});

test('a response_url works five times', async () => {
  const { respond } = await clicked();
  for (let use = 0; use < 5; use += 1) expect(await respond({ text: 'x' })).toEqual([200, undefined]);
  expect(await respond({ text: 'x' })).toEqual([404, 'used_url']);
});

test('a response_url works for thirty minutes', async () => {
  let now = Date.now();
  const { respond } = await clicked({ now: () => now });
  now += 30 * 60 * 1000 + 1;
  expect(await respond({ text: 'x' })).toEqual([404, 'expired_url']);
});

test('an answer that Slack would not take is refused', async () => {
  const { respond, texts } = await clicked();
  expect(await respond({})).toEqual([400, 'no_text']);
  expect(await respond({ blocks: [{ type: 'card' }] })).toEqual([400, 'invalid_blocks']);
  expect(await texts('U0RITA')).toEqual(['card']);
});
