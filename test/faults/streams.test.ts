import { expect, it } from 'vitest';
import { tellStreams } from '../../bench/faults/stream-scene.ts';
import { STREAM_STORIES } from '../../bench/faults/stream-stories.ts';
import { takeDynamo } from '../support/dynamo.ts';

it.each(STREAM_STORIES.map((story) => [story.name, story] as const))(
  'when %s, every request has one card, what was decided is carried out, and every promise is kept',
  async (_name, story) => {
    const told = await tellStreams(await takeDynamo(), story, { ms: 4_000, rounds: 1, seed: 20261128 });
    expect(told.findings).toEqual([]);
    expect(told).toMatchObject({ cardsNotOne: 0, early: 0 });
    expect(told.requests).toBeGreaterThan(1);
    expect(told.done).toBeGreaterThan(0);
  },
  400_000,
);
