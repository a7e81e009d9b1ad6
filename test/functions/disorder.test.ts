import { expect, it } from 'vitest';
import { tellFunctions } from '../../bench/faults/stream-functions.ts';
import { takeDynamo } from '../support/dynamo.ts';

it('batches that come out of order, fail in part or whole, come again and are cut in halves leave one card a request and every promise kept', async () => {
  const told = await tellFunctions(await takeDynamo(), { ms: 5_000, rounds: 1, seed: 20261128 });
  expect(told.findings).toEqual([]);
  expect(told.cardsNotOne).toBe(0);
  expect(told.requests).toBeGreaterThan(1);
  expect(told.done).toBeGreaterThan(0);
}, 240_000);
