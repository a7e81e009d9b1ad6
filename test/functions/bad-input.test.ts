import type { DynamoDBBatchResponse } from 'aws-lambda';
import { expect, it } from 'vitest';
import { told } from '../support/asking.ts';
import { openStage, type StageOptions } from '../support/lambda/stage.ts';
import { textOf } from '../support/world.ts';

const TIMEOUT = 120_000;

it.each<[string, Omit<StageOptions, 'node'>, string]>([
  ['a secret that is not there', { secret: null }, 'SLACK_SECRET has a wrong value, or meshdesk/slack cannot be read'],
  ['a secret without the signing secret', { secret: { SLACK_BOT_TOKEN: 'xoxb-1' } }, 'SLACK_SIGNING_SECRET is missing'],
  ['a missing parameter', { values: { Admins: '' } }, 'MESHDESK_ADMINS is missing'],
])(
  'answers Slack with a sentence and names it in one line of its log: %s',
  { timeout: TIMEOUT },
  async (_, wrong, named) => {
    const stage = await openStage({ node: 24, streams: false, ...wrong });
    const answer = await told(stage.as('U0RITA'), 'C0RETAIL', '/mesh');
    expect(`${answer.text}${textOf(answer)}`).toContain('Meshdesk is not set up completely');
    const lines = stage.functions.slack.log().filter((line) => line.includes('"ERROR"'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(named);
    expect(lines[0]).not.toContain(stage.slack.settings.signingSecret);
  },
);

it('sends an event of an unknown shape to the destination with the reason, and does the others', {
  timeout: TIMEOUT,
}, async () => {
  const stage = await openStage({ node: 24, streams: false });
  const event = (number: number, Keys: object) => ({
    ...{ eventID: `event-${number}`, eventName: 'MODIFY', dynamodb: { Keys, SequenceNumber: String(number) } },
  });
  const unknown = event(1, { pk: { S: 'nothing#1' }, sk: { S: 'operation' } });
  const known = event(2, { pk: { S: 'account#111111111111' }, sk: { S: 'account' } });
  const { answer, ended } = await stage.functions.operations.invoke({ Records: [unknown, known] });
  expect(JSON.parse(await answer) as DynamoDBBatchResponse).toEqual({ batchItemFailures: [] });
  await ended;
  expect(stage.gateway.messages.map((text) => JSON.parse(text) as unknown)).toEqual([
    { reason: expect.stringContaining('operation: the keys name nothing that is known here'), record: unknown },
  ]);
});
