import { expect, it } from 'vitest';
import { judgementOf, ROLES, usedBy } from '../support/lambda/roles.ts';
import { openStage } from '../support/lambda/stage.ts';
import { tellStory } from '../support/lambda/story.ts';
import { UNUSED } from './unused-actions.ts';

const TIMEOUT = 240_000;

it('tells the whole story on Node 24, every event in a new process, each role with the rights it needs and no others', {
  timeout: TIMEOUT,
}, async () => {
  const stage = await openStage({ node: 24, coldEvery: 1 });
  stage.lake.clearCalls();
  await tellStory(stage);
  expect(stage.functions.slack.coldStarts).toBeGreaterThan(20);
  const used = usedBy(stage);
  expect([...used.keys()].sort()).toEqual(ROLES.map(({ role }) => role).sort());
  for (const one of ROLES) {
    const judgement = judgementOf(stage.values, one, used.get(one.role) ?? [], UNUSED[one.role] ?? {});
    expect.soft(judgement, one.role).toEqual({ refused: [], needless: [], listedInVain: [] });
  }
});

it('tells the whole story on Node 20, now and then in a new process', { timeout: TIMEOUT }, async () => {
  const stage = await openStage({ node: 20, coldEvery: 4 });
  await tellStory(stage);
  expect(stage.functions.slack.coldStarts).toBeGreaterThan(5);
});
