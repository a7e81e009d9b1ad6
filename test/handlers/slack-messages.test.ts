import { describe, expect, it } from 'vitest';
import type { MessageContent } from '../../src/blocks/card.ts';
import { card } from '../../src/blocks/card.ts';
import {
  ChannelUnusable,
  findMessage,
  postMessage,
  SlackBusy,
  slackErrorOf,
  updateMessage,
} from '../../src/handlers/slack-messages.ts';
import { anOutlook, aSubscription, facts } from '../support/factories.ts';
import { botClient, control, openSlack } from '../support/slack.ts';

interface Shown {
  ts: string;
  text: string;
  blocks: { type: string }[];
  metadata?: { event_type: string; event_payload: Record<string, string> };
}

const RETAIL = 'C0RETAIL';
const identity = { subscriptionId: 'KsW3zj257VX4YAnKjg2rt8', slot: `card#${RETAIL}`, edition: '2026-11-23 06:21:57' };
const content: MessageContent = card(facts(aSubscription(), { outlook: anOutlook() }));
const since = () => new Date(Date.now() - 1000);

async function open() {
  const slack = await openSlack();
  const client = botClient(slack);
  const shown = async () => (await control<{ messages: Shown[] }>(slack, 'GET', `messages?channel=${RETAIL}`)).messages;
  const fault = (method: string, body: object) => control(slack, 'POST', 'faults', { method, ...body });
  return { slack, client, shown, fault };
}

describe('posting', () => {
  it('shows the blocks, with what the message is in its metadata', async () => {
    const { client, shown } = await open();
    const ts = await postMessage(client, RETAIL, content, identity);
    const [message] = await shown();
    expect(message).toMatchObject({ ts, text: content.text });
    expect(message?.blocks.map(({ type }) => type)).toEqual(content.blocks.map(({ type }) => type));
    expect(message?.metadata).toEqual({ event_type: 'meshdesk_message', event_payload: identity });
  });

  it.each([
    ['C0GENERAL', 'not_in_channel'],
    ['C0NOWHERE', 'channel_not_found'],
  ])('in %s tells that the channel cannot be used: %s', async (channel, reason) => {
    const { client } = await open();
    const posting = postMessage(client, channel, content, identity);
    await expect(posting).rejects.toThrow(ChannelUnusable);
    await expect(posting).rejects.toMatchObject({ channel, reason });
  });

  it('in an archived channel tells that it is archived', async () => {
    const { client, slack } = await open();
    await control(slack, 'POST', 'channels', { channel: RETAIL, archived: true });
    await expect(postMessage(client, RETAIL, content, identity)).rejects.toMatchObject({ reason: 'is_archived' });
  });

  it.each(['restricted_action', 'restricted_action_read_only_channel', 'no_permission'])(
    'where only some may post tells %s',
    async (error) => {
      const { client, fault } = await open();
      await fault('chat.postMessage', { action: 'error', error });
      await expect(postMessage(client, RETAIL, content, identity)).rejects.toMatchObject({
        name: 'ChannelUnusable',
        reason: error,
      });
    },
  );

  it('hands on any other error of Slack, with its code', async () => {
    const { client, fault } = await open();
    await fault('chat.postMessage', { action: 'error', error: 'internal_error' });
    const error = await postMessage(client, RETAIL, content, identity).catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(ChannelUnusable);
    expect(slackErrorOf(error)).toBe('internal_error');
  });

  it('tells until when Slack asks for patience', async () => {
    const { client, fault } = await open();
    await fault('chat.postMessage', { action: 'ratelimit', retryAfter: 30 });
    const before = Date.now();
    const error = await postMessage(client, RETAIL, content, identity).catch((reason: unknown) => reason);
    if (!(error instanceof SlackBusy)) throw error;
    expect(error.until.getTime()).toBeGreaterThanOrEqual(before + 30_000);
  });

  it('whose answer is lost is no error of Slack, and the message is found again', async () => {
    const { client, fault, shown } = await open();
    await fault('chat.postMessage', { action: 'drop', when: 'after' });
    const error = await postMessage(client, RETAIL, content, identity).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(slackErrorOf(error)).toBeNull();
    expect(await findMessage(client, RETAIL, identity, since())).toBe((await shown())[0]?.ts);
  });
});

describe('updating', () => {
  it('puts the new content in the place of the old', async () => {
    const { client, shown } = await open();
    const ts = await postMessage(client, RETAIL, content, identity);
    const blocks = content.blocks.slice(0, 1);
    expect(await updateMessage(client, RETAIL, ts, { text: 'new', blocks }, { ...identity, edition: 'x' })).toBe(true);
    const [message, ...rest] = await shown();
    expect(rest).toEqual([]);
    expect(message?.text).toBe('new');
    expect(message?.blocks).toHaveLength(1);
    expect(message?.metadata?.event_payload).toMatchObject({ edition: 'x' });
  });

  it('answers false when the message is gone', async () => {
    const { client } = await open();
    const ts = await postMessage(client, RETAIL, content, identity);
    await client.chat.delete({ channel: RETAIL, ts });
    expect(await updateMessage(client, RETAIL, ts, content, identity)).toBe(false);
  });

  it.each(['cant_update_message', 'edit_window_closed'])('answers false when Slack says %s', async (error) => {
    const { client, fault } = await open();
    await fault('chat.update', { action: 'error', error });
    expect(await updateMessage(client, RETAIL, '1.000001', content, identity)).toBe(false);
  });

  it('tells that the channel cannot be used', async () => {
    const { client, slack } = await open();
    const ts = await postMessage(client, RETAIL, content, identity);
    await control(slack, 'POST', 'channels', { channel: RETAIL, archived: true });
    await expect(updateMessage(client, RETAIL, ts, content, identity)).rejects.toMatchObject({ reason: 'is_archived' });
  });
});

describe('finding', () => {
  it('knows a message by all that it is, among many', async () => {
    const { client } = await open();
    for (let at = 0; at < 3; at++) await client.chat.postMessage({ channel: RETAIL, text: `chat ${at}` });
    await postMessage(client, RETAIL, content, { ...identity, edition: 'older' });
    const ts = await postMessage(client, RETAIL, content, identity);
    await postMessage(client, RETAIL, content, { ...identity, subscriptionId: 'another' });
    await postMessage(client, RETAIL, content, { ...identity, slot: 'notice#C0RETAIL' });
    expect(await findMessage(client, RETAIL, identity, since())).toBe(ts);
    expect(await findMessage(client, RETAIL, { ...identity, edition: 'newer' }, since())).toBeNull();
  });

  it('reads every page of what came since then', { timeout: 30_000 }, async () => {
    const { client } = await open();
    const ts = await postMessage(client, RETAIL, content, identity);
    await Promise.all(
      Array.from({ length: 210 }, (_, at) => client.chat.postMessage({ channel: RETAIL, text: `${at}` })),
    );
    expect(await findMessage(client, RETAIL, identity, since())).toBe(ts);
  });

  it('does not look further back than it has to', async () => {
    const { client } = await open();
    await postMessage(client, RETAIL, content, identity);
    expect(await findMessage(client, RETAIL, identity, new Date(Date.now() + 600_000))).toBeNull();
  });

  it('tells that the channel cannot be used', async () => {
    const { client } = await open();
    await expect(findMessage(client, 'C0NOWHERE', identity, since())).rejects.toThrow(ChannelUnusable);
  });
});
