import { expect, it } from 'vitest';
import { MIXED } from '../../bench/faults/climate.ts';
import { spendDay } from '../../bench/faults/day.ts';
import { openGround } from '../../bench/faults/place.ts';
import { takeDynamo } from '../support/dynamo.ts';

it('a short busy day with everything that can go wrong and kills among it ends with every promise kept', async () => {
  const climate = { ...MIXED, killedEveryMs: 8_000, socketsBreakEveryMs: 5_000 };
  const ground = await openGround(await takeDynamo());
  const day = await spendDay(ground, { climate, ms: 18_000, perMinute: 30, seed: 7, patienceMs: 150_000 });
  expect(day.findings).toEqual([]);
  expect(day.requests).toBeGreaterThan(3);
  expect(day.cards).toHaveLength(day.requests);
  expect(day.kills).toBeGreaterThan(0);
  expect(day.faults).toBeGreaterThan(0);
}, 400_000);
