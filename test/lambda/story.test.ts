import { expect, it } from 'vitest';
import { openStage } from '../support/lambda/stage.ts';
import { tellStory } from '../support/lambda/story.ts';

it.each([24, 20] as const)(
  'tells the whole story on Node %i, every event in a new process',
  { timeout: 400_000 },
  async (node) => {
    const stage = await openStage({ node, alwaysCold: true });
    await tellStory(stage);
    expect(stage.functions.slack.coldStarts).toBeGreaterThan(20);
  },
);
