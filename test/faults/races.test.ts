import { expect, inject, it } from 'vitest';
import { openGround } from '../../bench/faults/place.ts';
import { raceOfPeople } from '../../bench/faults/races.ts';

it('of eight people who approve, deny and approve with changes at the same moment one decides, and seven are told so', async () => {
  const raced = await raceOfPeople(await openGround(inject('dynamoUrl')), 5);
  expect(raced).toMatchObject({ rounds: 5, notOne: 0, notTold: 0, findings: [] });
}, 180_000);
