import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { arrears } from '../../src/mesh/stores/arrears.ts';
import { bring } from '../support/lambda/event-source.ts';
import { openStage } from '../support/lambda/stage.ts';
import { tellSlack } from '../support/world.ts';

const REQUESTS = 18;

function insert(id: string, number: number): DynamoDBRecord {
  return {
    eventID: `event-${number}`,
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:555555555555:table/AwsDataMeshSubscriptions/stream/1',
    dynamodb: { Keys: { SubscriptionId: { S: id } }, SequenceNumber: String(1_000_000 + number) },
  };
}

it('a batch does not wait for Slack to take a flood: it notes what is left, and the sweep posts that, each card once', {
  timeout: 180_000,
}, async () => {
  const stage = await openStage({ node: 24, streams: false });
  // Longer than a batch waits.
  await tellSlack(stage, 'faults', { method: 'chat.postMessage', action: 'ratelimit', retryAfter: 60, count: 1 });
  const ids = Array.from({ length: REQUESTS }, (_, at) => `flood-${String(at).padStart(3, '0')}`);
  for (const SubscriptionId of ids) await stage.ask({ SubscriptionId, SubscriberPrincipal: '888888888888' });
  const behind = async () => {
    const left: string[] = [];
    const { page } = arrears(stage.documents, stage.config.meshdeskTable);
    for (const { id } of (await page()).arrears) left.push(id);
    return left;
  };

  await bring(stage.mapping('SubscriptionsEvents'), stage.functions.subscriptions, ids.map(insert), (what) =>
    stage.discarded.push(what),
  );
  expect((await behind()).length).toBeGreaterThan(0);
  const { answer, ended } = await stage.functions.sweep.invoke({});
  expect(await answer).toBe('null');
  await ended;

  expect(await behind()).toEqual([]);
  expect(stage.discarded).toEqual([]);
  const cards = await stage.as('U0RITA').messages('C0RETAIL');
  const shown = cards.map(({ blocks }) => /Request (flood-\d+)/.exec(JSON.stringify(blocks))?.[1]);
  expect(shown.toSorted()).toEqual(ids);
});
