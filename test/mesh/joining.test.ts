import { expect, it, onTestFinished, vi } from 'vitest';
import { joining, lasting } from '../../src/mesh/joining.ts';

it('with a spacing, whoever asks soon after work has ended shares the next with all others who do', async () => {
  const join = joining<number>(50);
  let runs = 0;
  const work = async () => ++runs;
  expect(await join('a', work)).toBe(1);
  expect(await Promise.all([join('a', work), join('a', work), join('b', work)])).toEqual([3, 3, 2]);
  expect(runs).toBe(3);
});

it('goes on after work that failed', async () => {
  const join = joining<string>(1);
  const [failed, next] = await Promise.allSettled([
    join('a', () => Promise.reject(new Error('no'))),
    join('a', async () => 'yes'),
  ]);
  expect([failed.status, next]).toEqual(['rejected', { status: 'fulfilled', value: 'yes' }]);
});

it('gives an answer to whoever asks while it lasts, and no failure', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const join = lasting(joining<number>(), 10_000, 2);
  let runs = 0;
  const work = async () => ++runs;
  await expect(join('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await join('a', work)).toBe(1);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(await join('a', work)).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await join('a', work)).toBe(2);
  expect([await join('b', work), await join('c', work), await join('b', work), await join('a', work)]).toEqual([
    3, 4, 3, 5,
  ]);
});
