import { expect } from 'vitest';
import { strikeEverywhere } from '../../bench/faults/kill.ts';
import { openGround } from '../../bench/faults/place.ts';
import { STORIES } from '../../bench/faults/stories.ts';
import type { Blow } from '../../bench/faults/worker.ts';
import { takeDynamo } from './dynamo.ts';

/**
 * Expects that whoever plays the story ends, or is followed by one that ends, in the same state, whichever write strikes them
 * once it is done. A call that only reads, and a write that is not done, leave what the write before left: `npm run bench -- faults` strikes
 * there as well.
 */
export async function expectSameEnd(name: string, how: Blow['how']): Promise<void> {
  const story = STORIES.find((one) => one.name === name);
  if (story === undefined) throw new RangeError(`there is no story "${name}"`);
  const ground = await openGround(await takeDynamo());
  const { runs, calls, differing } = await strikeEverywhere(ground, story, { how, of: 'writes' }, ['after']);
  expect(differing).toEqual([]);
  expect(runs).toBeGreaterThan(10);
  expect([...calls.keys()]).toEqual(
    expect.arrayContaining(['dynamodb:TransactWriteItems', 'dynamodb:UpdateItem', 'slack:chat.update']),
  );
}
