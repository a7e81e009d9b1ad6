import type { MessageContent } from '../blocks/card.ts';
import type { KeptMessage } from '../mesh/stores/messages.ts';
import type { FrontDesk } from './front-desk.ts';
import { asError, digest } from './request-state.ts';
import { ChannelUnusable, updateMessage } from './slack-messages.ts';
import { type Drawing, identityOf, type Topic } from './topic.ts';

/**
 * How long after it was given up a call of Slack may take effect, in milliseconds. Slack names no limit: nothing that answers people
 * within seconds is known to begin with a call a minute after its caller has hung up.
 */
export const LATE_MS = 60_000;

/** From when on a call that is given up now takes no effect any more. */
export const lateUntil = ({ now }: FrontDesk): string => new Date(now().getTime() + LATE_MS).toISOString();

/** Has Slack show the content; false when the message is no longer there. An attempt that was given up is noted. Throws ChannelUnusable. */
export async function draw<S>(
  desk: FrontDesk,
  topic: Topic<S>,
  { slot, channel, edition }: Pick<KeptMessage, 'slot' | 'channel' | 'edition'>,
  ts: string,
  content: MessageContent,
): Promise<boolean> {
  try {
    return await updateMessage(desk.patientSlack, channel, ts, content, identityOf(topic, { slot, edition }));
  } finally {
    if (desk.givenUp.take(channel, ts)) {
      const until = lateUntil(desk);
      await topic.kept.doubt(topic.id, { slot, channel, edition, ts, shows: digest(content), until });
    }
  }
}

/** Closes a message. Whether its slot is kept for it is the store's to say. */
export async function close<S>(
  desk: FrontDesk,
  topic: Drawing<S>,
  message: KeptMessage,
  content: MessageContent,
): Promise<void> {
  const { slot, channel, ts } = message;
  if (ts === undefined) return;
  await whereUsable(desk, topic, channel, () => draw(desk, topic, message, ts, content));
  if (await topic.kept.updated(topic.id, slot, ts, { shows: digest(content), closed: true })) topic.unsure.delete(slot);
}

/** Does what is not worth a failure where the channel cannot be used any more: that is logged. */
export async function whereUsable<S>(
  desk: FrontDesk,
  { identity }: Topic<S>,
  channel: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ChannelUnusable)) throw error;
    desk.logger.warn('a message cannot be closed', { ...identity, channel, error: asError(error) });
  }
}
