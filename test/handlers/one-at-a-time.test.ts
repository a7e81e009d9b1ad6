import { expect, it, vi } from 'vitest';
import { oneAtATime } from '../../src/handlers/one-at-a-time.ts';

/** Work that goes on until it is told to end, and what of it was begun and how often. */
function setting() {
  const error = vi.fn();
  const one = oneAtATime({ logger: { error } } as unknown as Parameters<typeof oneAtATime>[0]);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => void ends.push(resolve));
  };
  return { one, begun, work, error, end: () => ends.shift()?.() };
}

it('does not begin while some is under way', async () => {
  const { one, begun, work, end } = setting();
  one.begin(work('first'));
  one.begin(work('second'));
  end();
  await one.ended();
  expect(begun).toEqual(['first']);
});

it('does what is to be done anew when what is under way has ended, once', async () => {
  const { one, begun, work, end } = setting();
  one.begin(work('first'));
  one.beginAnew(work('second'));
  one.beginAnew(work('third'));
  expect(begun).toEqual(['first']);
  end();
  await vi.waitFor(() => expect(begun).toEqual(['first', 'third']));
  end();
  await one.ended();
  expect(begun).toEqual(['first', 'third']);
});

it('goes on after a failure, which is logged', async () => {
  const { one, begun, work, error, end } = setting();
  one.begin(() => Promise.reject(new Error('no')));
  one.beginAnew(work('second'));
  await vi.waitFor(() => expect(begun).toEqual(['second']));
  expect(error).toHaveBeenCalledOnce();
  end();
  await one.ended();
});
