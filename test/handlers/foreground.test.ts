import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Foreground, foreground } from '../../src/handlers/foreground.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Resolves when everything that can go on without news has. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function held({ during }: Foreground) {
  let end: (error?: Error) => void = () => undefined;
  const ended = during(() => new Promise<void>((yes, no) => (end = (error) => (error ? no(error) : yes()))));
  return { end: (error?: Error) => end(error), ended };
}

async function isFree({ free }: Foreground): Promise<() => Promise<boolean>> {
  let gone = false;
  free().then(() => (gone = true));
  return async () => {
    await settled();
    return gone;
  };
}

describe('what goes on by itself', () => {
  it('begins at once when nobody waits', async () => {
    expect(await (await isFree(foreground()))()).toBe(true);
  });

  it('begins when the last one has their answer, also when that is an error', async () => {
    const desk = foreground();
    const [one, other] = [held(desk), held(desk)];
    const free = await isFree(desk);
    one.end();
    await one.ended;
    expect(await free()).toBe(false);
    other.end(new Error('Slack is away'));
    await expect(other.ended).rejects.toThrow('Slack is away');
    expect(await free()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for half a second and no longer', async () => {
    const desk = foreground();
    held(desk);
    const free = await isFree(desk);
    vi.advanceTimersByTime(499);
    expect(await free()).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await free()).toBe(true);
  });
});
