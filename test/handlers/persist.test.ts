import { describe, expect, it } from 'vitest';
import { type Clock, heldUntil, persist } from '../../src/handlers/persist.ts';

class Held extends Error {
  readonly until: Date;
  constructor(until: number) {
    super('held');
    this.until = new Date(until);
  }
}

/** A clock that goes on only by waiting; `onWait` is told of each pause. */
function clockAt(start: number, onWait: (ms: number) => void = () => undefined): Clock {
  let now = start;
  return {
    now: () => now,
    wait: async (ms, signal) => {
      onWait(ms);
      signal.throwIfAborted();
      now += ms;
    },
  };
}

describe('persist', () => {
  const start = 1_000_000;
  const signal = new AbortController().signal;

  /** Work that fails with these errors, one after the other, and then succeeds; and when each attempt was made. */
  function failing(errors: Error[], clock = clockAt(start)) {
    const at: number[] = [];
    const work = async () => {
      at.push(clock.now() - start);
      const error = errors.shift();
      if (error) throw error;
    };
    return { at, work, clock };
  }
  const times = (n: number) => Array.from({ length: n }, (_, i) => new Error(`failure ${i + 1}`));
  const outcome = (promise: Promise<void>) =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );

  it('tries again after pauses that double, up to half a minute', async () => {
    const { at, work, clock } = failing(times(8));
    expect(await outcome(persist(work, { most: 20, pauseMs: 500, signal, clock }))).toBeNull();
    expect(at.map((ms, i) => ms - (at[i - 1] ?? 0))).toEqual([0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('gives up with the last error', async () => {
    const { at, work, clock } = failing(times(9));
    expect(await outcome(persist(work, { most: 3, pauseMs: 500, signal, clock }))).toMatchObject({
      message: 'failure 3',
    });
    expect(at).toHaveLength(3);
  });

  it('waits for what is held until it is free, which costs no attempt', async () => {
    const held = Array.from({ length: 5 }, (_, i) => new Held(start + (i + 1) * 20_000));
    const { at, work, clock } = failing([...held, ...times(1)]);
    expect(await outcome(persist(work, { most: 2, pauseMs: 500, signal, clock }))).toBeNull();
    expect(at).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000, 100_500]);
  });

  it('does not spin on what should be free by now', async () => {
    const { at, work, clock } = failing([new Held(start - 1000), new Held(start)]);
    expect(await outcome(persist(work, { most: 1, pauseMs: 500, signal, clock }))).toBeNull();
    expect(at).toEqual([0, 50, 100]);
  });

  it('ends at the signal, in the middle of a pause, with the error that it had', async () => {
    const ending = new AbortController();
    const pauses: number[] = [];
    const clock = clockAt(start, (ms) => {
      pauses.push(ms);
      if (pauses.length === 2) ending.abort();
    });
    const { at, work } = failing(times(9), clock);
    const persisting = persist(work, { most: 9, pauseMs: 500, signal: ending.signal, clock });
    expect(await outcome(persisting)).toMatchObject({ message: 'failure 2' });
    expect([at, pauses]).toEqual([
      [0, 500],
      [500, 1000],
    ]);
  });

  it('goes by the real clock when it is given none', async () => {
    const { at, work } = failing(times(1));
    await persist(work, { most: 2, pauseMs: 1, signal });
    expect(at).toHaveLength(2);
  });

  it('makes one attempt when the signal was there before', async () => {
    const { at, work, clock } = failing(times(2));
    expect(await outcome(persist(work, { most: 9, pauseMs: 500, signal: AbortSignal.abort(), clock }))).toMatchObject({
      message: 'failure 1',
    });
    expect(at).toEqual([0]);
  });
});

describe('heldUntil', () => {
  it('knows an error that says until when', () => {
    expect(heldUntil(new Held(5))).toBe(5);
    expect(heldUntil(new Error('x'))).toBeNull();
    expect(heldUntil({ until: new Date(5) })).toBeNull();
    expect(heldUntil(Object.assign(new Error('x'), { until: 'tomorrow' }))).toBeNull();
  });
});
