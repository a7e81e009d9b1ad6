import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { person } from '../../local/slack/person.ts';
import { bring } from '../support/lambda/event-source.ts';
import { openStage } from '../support/lambda/stage.ts';

const RECORDS = 10_000;
const SUBJECTS = 60;
/** One record in so many is of no known shape. */
const POISON_EVERY = 50;
/** The record of this subject cannot be read, however often it is tried. */
const CURSED = 'cursed-000';

const idOf = (number: number) => `request-${String(number).padStart(3, '0')}`;

/** Changes of the subjects, one subject after the other, with poison among them. */
function records(): DynamoDBRecord[] {
  const share = RECORDS / (SUBJECTS + 1);
  return Array.from({ length: RECORDS }, (_, number) => {
    const subject = Math.floor(number / share);
    const id = subject === SUBJECTS ? CURSED : idOf(subject);
    const Keys = number % POISON_EVERY === 7 ? poisonKeys(number) : { SubscriptionId: { S: id } };
    return {
      eventID: `event-${number}`,
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:555555555555:table/AwsDataMeshSubscriptions/stream/1',
      dynamodb: { Keys, SequenceNumber: String(1_000_000 + number) },
    };
  });
}

/** No id, an empty one, one of another type, no keys at all. */
function poisonKeys(number: number): NonNullable<DynamoDBRecord['dynamodb']>['Keys'] {
  const shapes = [{}, { SubscriptionId: { S: '' } }, { SubscriptionId: { N: '1' } }, { Other: { S: 'x' } }];
  return shapes[((number / POISON_EVERY) % shapes.length) | 0] ?? {};
}

it('does everything but the poison, once, and sets the poison aside with the reason', {
  timeout: 300_000,
}, async () => {
  const stage = await openStage({ node: 24, streams: false, refuses: (body) => body.includes(CURSED) });
  for (let number = 0; number < SUBJECTS; number++) await stage.ask({ SubscriptionId: idOf(number) });
  const given = records();

  await bring(stage.mapping('SubscriptionsEvents'), stage.functions.subscriptions, given, (what) =>
    stage.discarded.push(what),
  );

  const cards = await person(stage.slack.url, 'U0RITA').messages('C0RETAIL');
  const shown = cards.map(({ blocks }) => /Request (request-\d+)/.exec(JSON.stringify(blocks))?.[1]);
  expect(shown.sort()).toEqual(Array.from({ length: SUBJECTS }, (_, number) => idOf(number)));
  const messages = stage.gateway.messages.map((text) => JSON.parse(text) as { reason: string; record: DynamoDBRecord });
  const poison = given.filter((_, number) => number % POISON_EVERY === 7);
  expect(poison.length).toBe(RECORDS / POISON_EVERY);
  const aside = messages.map(({ record }) => record.eventID ?? '');
  const givenUp = stage.discarded.map(({ DDBStreamBatchInfo: { startSequenceNumber } }) => startSequenceNumber);
  const cursed = given.filter(({ dynamodb }) => dynamodb?.Keys?.SubscriptionId?.S === CURSED);
  expect(new Set(aside).size).toBe(aside.length);
  expect(cursed.map(({ dynamodb }) => dynamodb?.SequenceNumber)).toEqual(expect.arrayContaining(givenUp));
  expect(givenUp.length).toBeGreaterThan(0);
  const beside = poison.filter(({ eventID }) => !aside.includes(eventID ?? ''));
  expect(beside.every((record) => isGivenUp(record))).toBe(true);
  expect(messages[0]?.reason).toContain('the keys name nothing that is known here');

  function isGivenUp({ dynamodb }: DynamoDBRecord): boolean {
    return stage.discarded.some(({ DDBStreamBatchInfo: { startSequenceNumber: from, endSequenceNumber: to } }) => {
      const at = Number(dynamodb?.SequenceNumber);
      return at >= Number(from) && at <= Number(to);
    });
  }
});
