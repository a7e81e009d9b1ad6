import { expect, it } from 'vitest';
import { joining } from '../../src/mesh/joining.ts';

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
