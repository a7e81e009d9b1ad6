import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ChannelTurns, channelTurns } from '../../src/handlers/channel-turns.ts';
import { SlackBusy } from '../../src/handlers/slack-messages.ts';

const START = Date.parse('2026-11-23T06:00:00Z');
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const inSeconds = (seconds: number) => new Date(START + seconds * 1_000);

/** What `take` says, to somebody who posts at once: null for yes, else when to come again, in seconds from the start. */
async function asked(turns: ChannelTurns, channel: string, id: string): Promise<number | null> {
  try {
    (await turns.take(channel, id)).end();
    return null;
  } catch (error) {
    if (!(error instanceof SlackBusy)) throw error;
    return (error.until.getTime() - START) / 1_000;
  }
}

/** Whose turn it has become, in order. */
function queue(turns: ChannelTurns, channel: string, waiting: [id: string, urgent?: boolean][], posts = true) {
  const called: string[] = [];
  for (const [id, urgent = false] of waiting) {
    turns.turn(channel, id, { urgent, signal: never }).then(() => {
      called.push(id);
      if (posts) void turns.take(channel, id).then((posted) => posted.end());
    });
  }
  return called;
}

it('lets everybody post where Slack has refused nothing', async () => {
  const turns = channelTurns();
  const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => asked(turns, 'C1', id)));
  expect([turns.areFree(), ...all]).toEqual([true, ...Array(5).fill(null)]);
});

it('has others wait for what Slack answers to the first four of a channel, and tells them when it refuses one', async () => {
  const turns = channelTurns();
  const posting = await Promise.all(['a', 'b', 'c', 'd'].map((id) => turns.take('C1', id)));
  const others = Promise.all(['e', 'f', 'g'].map((id) => asked(turns, 'C1', id)));
  expect(await asked(turns, 'C2', 'x')).toBeNull();
  turns.hold('C1', inSeconds(1));
  posting[0]?.end();
  expect(await others).toEqual([1, 1, 1]);
});

it('goes on beside a message that Slack does not answer to, after a second', async () => {
  const turns = channelTurns();
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => turns.take('C1', id)));
  const taken = vi.fn();
  const waiting = turns.take('C1', 'e').then(taken);
  await vi.advanceTimersByTimeAsync(999);
  expect(taken).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
});

it('says when there is room again, a second later for each who waits, and holds up no other channel', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(2));
  expect([turns.areFree(), turns.isFree('C1', 'a'), turns.isFree('C2', 'a')]).toEqual([false, false, true]);
  expect(await asked(turns, 'C1', 'a')).toBe(2);
  queue(turns, 'C1', [['a'], ['b'], ['c']]);
  expect(await asked(turns, 'C1', 'd')).toBe(5);
  expect(await asked(turns, 'C2', 'd')).toBeNull();
});

it('calls one a second, those first who came first, and what people wait for before all others', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(3));
  const called = queue(turns, 'C1', [['a'], ['b'], ['click', true], ['c'], ['click 2', true]]);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(called).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(called).toEqual(['click']);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(called).toEqual(['click', 'click 2', 'a', 'b', 'c']);
});

it('calls nobody while two have yet to post, and then goes on', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(1));
  const called = queue(turns, 'C1', [['a'], ['b'], ['c']], false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(called).toEqual(['a', 'b']);
  await turns.take('C1', 'a');
  await vi.advanceTimersByTimeAsync(0);
  expect(called).toEqual(['a', 'b', 'c']);
});

it('keeps the turn for whom it was called, and gives it to nobody who comes by', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(1));
  queue(turns, 'C1', [['a'], ['b']], false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await asked(turns, 'C1', 'x')).not.toBeNull();
  expect(await asked(turns, 'C1', 'a')).toBeNull();
  expect(await asked(turns, 'C1', 'a')).not.toBeNull();
});

it('takes a turn back that was not used', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(1));
  const waiting = turns.turn('C1', 'a', { urgent: false, signal: never });
  await vi.advanceTimersByTimeAsync(1_000);
  (await waiting).end();
  expect(await asked(turns, 'C1', 'a')).toBe(2);
});

it('waits longer when Slack says so again', async () => {
  const turns = channelTurns();
  turns.hold('C1', inSeconds(1));
  const called = queue(turns, 'C1', [['a']]);
  turns.hold('C1', inSeconds(30));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(called).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(called).toEqual(['a']);
});

it('lets go of who stops waiting, and of a channel that nobody waits for any more', async () => {
  const turns = channelTurns();
  const ending = new AbortController();
  turns.hold('C1', inSeconds(1));
  const leaving = turns.turn('C1', 'a', { urgent: false, signal: ending.signal });
  const called = queue(turns, 'C1', [['b']]);
  ending.abort(new Error('enough'));
  await expect(leaving).rejects.toThrow('enough');
  await expect(turns.turn('C1', 'a', { urgent: false, signal: ending.signal })).rejects.toThrow('enough');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(called).toEqual(['b']);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(turns.areFree()).toBe(true);
});
