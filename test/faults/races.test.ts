import { expect, it } from 'vitest';
import { raceWithOriginal } from '../../bench/faults/original-races.ts';
import { openGround } from '../../bench/faults/place.ts';
import { raceOfPeople } from '../../bench/faults/races.ts';
import { takeDynamo } from '../support/dynamo.ts';

it('of eight people who approve, deny and approve with changes at the same moment one decides, and seven are told so', async () => {
  const raced = await raceOfPeople(await openGround(await takeDynamo()), 5);
  expect(raced).toMatchObject({ rounds: 5, notOne: 0, notTold: 0, findings: [] });
}, 180_000);

it('people in Slack and somebody at the Python library decide at the same moment: record, grants and card agree, and whose click came to nothing is told', async () => {
  const raced = await raceWithOriginal(await openGround(await takeDynamo()), 5);
  expect(raced).toMatchObject({ rounds: 5, notTold: 0, findings: [] });
}, 300_000);
