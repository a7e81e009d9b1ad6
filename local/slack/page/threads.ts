/** The order of a channel's messages: threads under their first message, headings between days. */
import { calendarDay } from './dates.ts';
import type { PageMessage } from './protocol.ts';

/** A message of the channel and the replies to it. */
export interface Thread {
  root: PageMessage;
  replies: PageMessage[];
  /** The first of its calendar day in the reader's time zone. */
  startsDay: boolean;
  /** Written by the same person shortly after the message above, so name and picture need not be repeated. */
  continues: boolean;
}

/** Messages of one person within this time of each other share a heading. */
const CONTINUES_MS = 5 * 60_000;

/** Threads, oldest first. A reply whose first message is gone stands by itself. */
export function threadsOf(messages: readonly PageMessage[], tz: string): Thread[] {
  const sorted = [...messages].sort((a, b) => Number(a.ts) - Number(b.ts));
  const known = new Set(sorted.map((message) => message.ts));
  const isReply = ({ ts, threadTs }: PageMessage) => threadTs !== null && threadTs !== ts && known.has(threadTs);
  const roots = sorted.filter((message) => !isReply(message));
  return roots.map((root, index) => {
    const above = roots[index - 1];
    const startsDay = above === undefined || day(above, tz) !== day(root, tz);
    return {
      root,
      replies: sorted.filter((message) => isReply(message) && message.threadTs === root.ts),
      startsDay,
      continues: !startsDay && above !== undefined && continuesAbove(root, above),
    };
  });
}

/** A message's time in milliseconds. */
export function timeOf(message: PageMessage): number {
  return Number(message.ts) * 1000;
}

function day(message: PageMessage, tz: string): string {
  return calendarDay(timeOf(message), tz);
}

function continuesAbove(message: PageMessage, above: PageMessage): boolean {
  return (
    message.user === above.user &&
    message.blocks.length === 0 &&
    !message.ephemeral &&
    !above.ephemeral &&
    timeOf(message) - timeOf(above) < CONTINUES_MS
  );
}
