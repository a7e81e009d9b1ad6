import { expect, inject, it } from 'vitest';
import { strikeEverywhere } from '../../bench/faults/kill.ts';
import { openGround } from '../../bench/faults/place.ts';
import { STORIES } from '../../bench/faults/stories.ts';

// A worker that is killed at a call that only reads leaves what the write before it left: every call is struck by `npm run bench -- faults`.
it.each([
  ['killed', 'approve'],
  ['killed', 'create data products'],
  ['cut off', 'create data products'],
  ['killed', 'create data products again'],
] as const)(
  'a worker that is %s before or after any write of "%s" ends, or is followed by one that ends, in the same state',
  async (how, name) => {
    const ground = await openGround(inject('dynamoUrl'));
    const story = STORIES.find((one) => one.name === name);
    if (story === undefined) throw new RangeError(`there is no story "${name}"`);
    const { runs, calls, differing } = await strikeEverywhere(ground, story, { how, of: 'writes' });
    expect(differing).toEqual([]);
    expect(runs).toBeGreaterThan(20);
    expect([...calls.keys()]).toEqual(
      expect.arrayContaining(['dynamodb:TransactWriteItems', 'dynamodb:UpdateItem', 'slack:chat.update']),
    );
  },
  400_000,
);
