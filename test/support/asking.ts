import type { PageView } from '../../local/slack/page/protocol.ts';
import type { Person, SeenMessage } from '../../local/slack/person.ts';
import { textOf } from './world.ts';

/** Sends a command and answers what comes back for this person alone. Throws when Slack had to speak for the bot. */
export async function told(me: Person, channel: string, line: string): Promise<SeenMessage> {
  const before = new Set((await me.messages(channel)).map(({ ts }) => ts));
  const { notice } = await me.command(line, channel);
  if (notice !== undefined) throw new Error(notice);
  return me.untilMessage(channel, ({ ephemeral, ts }) => ephemeral && !before.has(ts));
}

/** Does something in a channel and answers what comes back for this person alone. */
export async function toldAfter(me: Person, channel: string, deed: () => Promise<unknown>): Promise<SeenMessage> {
  const before = new Set((await me.messages(channel)).map(({ ts }) => ts));
  await deed();
  return me.untilMessage(channel, ({ ephemeral, ts }) => ephemeral && !before.has(ts));
}

/** The topmost modal as soon as it says `words`. */
export function modalSaying(me: Person, words: string): Promise<PageView> {
  return me.untilView((view) => textOf(view).includes(words), 20_000);
}

/** The Home tab as soon as it says `words`. */
export function homeSaying(me: Person, words: string): Promise<PageView> {
  return me.untilHome((view) => textOf(view).includes(words), 20_000);
}
