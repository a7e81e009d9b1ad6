import { expect, it } from 'vitest';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { lookAnew } from '../../src/handlers/sweep/sweep.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { openStage } from '../support/lambda/stage.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, textOf } from '../support/world.ts';

it('the sweep draws a card anew whose decision no function was told of, and asks Slack for none that is true', {
  timeout: 120_000,
}, async () => {
  const stage = await openStage({ node: 24, streams: false });
  const desk = deskFromConfig(stage.config);
  const sweep = async () => {
    await lookAnew(desk);
    const { answer, ended } = await stage.functions.sweep.invoke({});
    expect(await answer).toBe('null');
    await ended;
  };
  const cards = () => stage.as('U0RITA').messages('C0RETAIL');
  const SubscriptionId = await stage.ask();
  await sweep();
  expect((await cards()).map(buttonsOf)).toEqual([expect.arrayContaining(['approve', 'deny'])]);
  const decision = { Status: 'Denied', UpdatedDate: meshTime(new Date()), UpdatedBy: 'somebody' };
  await stage.ask({ SubscriptionId, ...decision });

  await sweep();

  const [card, ...others] = await cards();
  expect(others).toEqual([]);
  expect(textOf(card ?? { blocks: [] })).toContain('Access denied');
  const written = async () => {
    const { counts } = await control<{ counts: Record<string, number> }>(stage.slack, 'GET', 'calls');
    return [counts['chat.update'], counts['chat.postMessage'], counts['conversations.history']];
  };
  const before = await written();
  await sweep();
  expect(await written()).toEqual(before);
});
