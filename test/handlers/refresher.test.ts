import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refresher } from '../../src/handlers/refresher.ts';

const never = (error: unknown) => {
  throw error;
};
/** Resolves when everything that can go on without news has. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Refreshes that end when they are told to. */
function held() {
  const begun: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const refresh = (id: string) => {
    begun.push(id);
    return new Promise<void>((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  return { begun, end: (at: number, error?: Error) => ends[at]?.(error), refresh };
}

describe('now', () => {
  it('is answered by a refresh that began after it', async () => {
    const { begun, end, refresh } = held();
    const { now } = refresher(refresh, never);
    const done: number[] = [];
    const first = now('a').then(() => done.push(1));
    const second = now('a').then(() => done.push(2));
    const third = now('a').then(() => done.push(3));
    await settled();
    expect(begun).toEqual(['a']);
    end(0);
    await first;
    await settled();
    expect([done, begun]).toEqual([[1], ['a', 'a']]);
    end(1);
    await Promise.all([second, third]);
    expect([done, begun]).toEqual([
      [1, 2, 3],
      ['a', 'a'],
    ]);
  });

  it('runs different cards side by side', async () => {
    const { begun, end, refresh } = held();
    const { now } = refresher(refresh, never);
    const both = Promise.all([now('a'), now('b')]);
    expect(begun).toEqual(['a', 'b']);
    end(1);
    end(0);
    await both;
  });

  it('hands an error to those who waited for it, and to nobody else', async () => {
    const { begun, end, refresh } = held();
    const { now } = refresher(refresh, never);
    const first = now('a');
    const second = now('a');
    end(0, new Error('Slack is away'));
    await expect(first).rejects.toThrow('Slack is away');
    await settled();
    expect(begun).toHaveLength(2);
    end(1);
    await second;
  });

  it('never runs two refreshes of a card at once, and each sees what was asked before it', async () => {
    const step = fc.tuple(fc.constantFrom('a', 'b'), fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 1, maxLength: 15 }), async (s, steps) => {
        let clock = 0;
        const running = new Set<string>();
        const began = new Map<string, number[]>();
        const { now } = refresher(async (id) => {
          expect(running.has(id)).toBe(false);
          running.add(id);
          began.set(id, [...(began.get(id) ?? []), ++clock]);
          await s.schedule(Promise.resolve());
          running.delete(id);
        }, never);
        const ask = async (id: string, again: boolean): Promise<void> => {
          const asked = ++clock;
          await now(id);
          expect(began.get(id)?.some((at) => at > asked)).toBe(true);
          if (again) await ask(id, false);
        };
        const all = steps.map(async ([id, again, later]) => {
          if (later) await s.schedule(Promise.resolve());
          await ask(id, again);
        });
        await s.waitFor(Promise.all(all));
        expect(running.size).toBe(0);
      }),
    );
  });
});

describe('soon', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refreshes at once, then once a second while there is something new', async () => {
    const at: number[] = [];
    const start = Date.now();
    const { soon } = refresher(async () => void at.push(Date.now() - start), never);
    for (let i = 0; i < 25; i++) {
      soon('a');
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(at).toEqual([0, 1000, 2000, 3000]);
  });

  it('has nothing left to do when somebody had it done meanwhile', async () => {
    const at: number[] = [];
    const start = Date.now();
    const { now, soon } = refresher(async () => void at.push(Date.now() - start), never);
    soon('a');
    soon('a');
    await vi.advanceTimersByTimeAsync(300);
    await now('a');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(at).toEqual([0, 300]);
  });

  it('hands errors over and goes on', async () => {
    const errors: unknown[] = [];
    const { soon } = refresher(
      () => Promise.reject(new Error('no')),
      (error) => errors.push(error),
    );
    soon('a');
    await vi.advanceTimersByTimeAsync(1_000);
    soon('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(errors).toHaveLength(2);
  });

  it('spaces each card by itself', async () => {
    const ids: string[] = [];
    const { soon } = refresher(async (id) => void ids.push(id), never);
    soon('a');
    soon('b');
    await vi.advanceTimersByTimeAsync(0);
    expect(ids).toEqual(['a', 'b']);
  });
});
