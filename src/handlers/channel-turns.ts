import { placesIn } from './places.ts';
import { SlackBusy } from './slack-messages.ts';

/** Who posts next in a channel that Slack holds to its limit of one message a second; of this process alone. */
export interface ChannelTurns {
  /** Whether there is room in every channel, as far as is known. */
  areFree(): boolean;
  /** Whether `id` may post in the channel now. */
  isFree(channel: string, id: string): boolean;
  /** Throws SlackBusy unless `id` may post in the channel now, with the time at which whoever queues now has their turn. */
  check(channel: string, id: string): void;
  /**
   * Takes the right to post one message, until `end`. Where Slack has yet to answer to some, it waits for that: what Slack refuses one
   * of them the others need not try. Throws as `check`.
   */
  take(channel: string, id: string): Promise<{ end(): void }>;
  /** Slack takes nothing in this channel before `until`. */
  hold(channel: string, until: Date): void;
  /** Resolves when it is the turn of `id`; rejects at the signal. The turn is kept until `end`. */
  turn(channel: string, id: string, waiting: Waiting): Promise<{ end(): void }>;
}

export interface Waiting {
  /** Goes before those who are in no hurry. */
  urgent: boolean;
  signal: AbortSignal;
}

/** Messages of a channel that Slack has not answered to: about the burst that it takes. */
const UNANSWERED = 4;
/** Slack may hang: nobody waits longer for what it answers to others, in milliseconds. */
const ANSWERED_MS = 1_000;
/** Between two messages, in milliseconds: Slack's limit (docs.slack.dev, rate limits, chat.postMessage). */
const SPACING_MS = 1_000;
/** Called, and yet to post: when the process is late its cards would come in a heap, of which Slack takes one. */
const CALLED = 2;
/** A channel in which nobody has waited for so long has its bursts back. */
const FORGOTTEN_MS = 10_000;

interface Waiter {
  id: string;
  urgent: boolean;
  begin(): void;
}

interface Lane {
  /** Milliseconds since 1970. */
  freeAt: number;
  waiting: Waiter[];
  /** Whose turn it is: they have not posted yet. */
  called: Set<string>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Queues come to be when Slack refuses a message, and go when nobody waits: where Slack takes a burst, there is none. With them
 * a thousand cards for one channel cost one attempt a second and not a thousand, and hold up no other channel.
 */
export function channelTurns(now: () => number = Date.now): ChannelTurns {
  const lanes = new Map<string, Lane>();
  const places = placesIn(UNANSWERED, ANSWERED_MS);

  const laneOf = (channel: string): Lane | undefined => {
    const lane = lanes.get(channel);
    if (lane === undefined || lane.waiting.length > 0 || now() < lane.freeAt + FORGOTTEN_MS) return lane;
    lanes.delete(channel);
    return undefined;
  };
  const isFree = (lane: Lane | undefined, id: string) =>
    lane === undefined || lane.called.has(id) || (lane.waiting.length === 0 && now() >= lane.freeAt);
  const expected = ({ freeAt, waiting }: Lane) => new Date(Math.max(now(), freeAt) + waiting.length * SPACING_MS);

  const check = (channel: string, id: string): void => {
    const lane = laneOf(channel);
    if (lane !== undefined && !isFree(lane, id)) throw new SlackBusy(channel, expected(lane));
  };

  const callNext = (lane: Lane): void => {
    clearTimeout(lane.timer);
    const [next] = lane.waiting;
    if (next === undefined || lane.called.size >= CALLED) return;
    const wait = lane.freeAt - now();
    if (wait > 0) {
      lane.timer = setTimeout(() => callNext(lane), wait);
      return;
    }
    lane.waiting.shift();
    lane.called.add(next.id);
    lane.freeAt = now() + SPACING_MS;
    next.begin();
    callNext(lane);
  };

  return {
    areFree: () => [...lanes.keys()].every((channel) => laneOf(channel) === undefined),
    isFree: (channel, id) => isFree(laneOf(channel), id),
    check,
    async take(channel, id) {
      const end = await places(channel);
      try {
        check(channel, id);
      } catch (error) {
        end();
        throw error;
      }
      const lane = laneOf(channel);
      if (lane === undefined) return { end };
      if (lane.called.delete(id)) callNext(lane);
      else lane.freeAt = now() + SPACING_MS;
      return { end };
    },
    hold(channel, until) {
      const lane: Lane = laneOf(channel) ?? { freeAt: 0, waiting: [], called: new Set(), timer: undefined };
      lanes.set(channel, lane);
      lane.freeAt = Math.max(lane.freeAt, until.getTime());
      callNext(lane);
    },
    turn(channel, id, { urgent, signal }) {
      const lane = laneOf(channel);
      if (lane === undefined) return Promise.resolve({ end: () => undefined });
      return new Promise((resolve, reject) => {
        const leave = () => {
          lane.waiting = lane.waiting.filter((other) => other !== waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          id,
          urgent,
          begin: () => {
            signal.removeEventListener('abort', leave);
            resolve({
              end: () => {
                if (lane.called.delete(id)) callNext(lane);
              },
            });
          },
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
        const place = urgent ? lane.waiting.findIndex((other) => !other.urgent) : -1;
        lane.waiting.splice(place < 0 ? lane.waiting.length : place, 0, waiter);
        callNext(lane);
      });
    },
  };
}
