import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { person } from '../../local/slack/person.ts';
import { bring } from '../support/lambda/event-source.ts';
import { openStage, type Stage } from '../support/lambda/stage.ts';
import { textOf } from '../support/world.ts';

const RECORDS = 10_000;
const SUBJECTS = 100;
/** One record in so many is of no known shape. */
const POISON_EVERY = 50;
/** The last records are about this subject, which cannot be read, however often it is tried. */
const CURSED = 'cursed';
const CURSED_RECORDS = 20;
/** Too long to be a key beside what Meshdesk's own keys begin with. */
const LONGEST = 'x'.repeat(2048);

const SUBJECT_IDS = [...Array.from({ length: SUBJECTS - 1 }, (_, number) => `request-${number}`), LONGEST];

/** Changes of the subjects, one subject after the other, with poison among them. */
const GIVEN: readonly DynamoDBRecord[] = Array.from({ length: RECORDS }, (_, number) => {
  const id = SUBJECT_IDS[Math.floor(number / (RECORDS / SUBJECTS))];
  const subject = number < RECORDS - CURSED_RECORDS ? id : CURSED;
  const Keys = isPoison(number) ? poisonKeys(number) : { SubscriptionId: { S: subject ?? '' } };
  return {
    eventID: `event-${number}`,
    eventName: 'MODIFY',
    eventSource: 'aws:dynamodb',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:555555555555:table/AwsDataMeshSubscriptions/stream/1',
    dynamodb: { Keys, SequenceNumber: String(1_000_000 + number) },
  };
});

function isPoison(number: number): boolean {
  return number % POISON_EVERY === 7;
}

/** No id, an empty one, one of another type, another key. */
function poisonKeys(number: number): NonNullable<DynamoDBRecord['dynamodb']>['Keys'] {
  const shapes = [{}, { SubscriptionId: { S: '' } }, { SubscriptionId: { N: '1' } }, { Other: { S: 'x' } }];
  return shapes[Math.floor(number / POISON_EVERY) % shapes.length] ?? {};
}

it('does everything but the poison, once, and sets the poison aside with the reason', {
  timeout: 240_000,
}, async () => {
  const stage = await openStage({ node: 24, streams: false, refuses: (body) => body.includes(CURSED) });
  await Promise.all(SUBJECT_IDS.map((SubscriptionId) => stage.ask({ SubscriptionId })));

  await bring(stage.mapping('SubscriptionsEvents'), stage.functions.subscriptions, GIVEN, (what) =>
    stage.discarded.push(what),
  );
  const { ended } = await stage.functions.sweep.invoke({});
  await ended;

  const told = await requestsTold(stage);
  expect(told).toEqual([...SUBJECT_IDS].sort());
  const aside = stage.gateway.messages.map((text) => JSON.parse(text) as { reason: string; record: DynamoDBRecord });
  for (const { reason } of aside) expect(reason).toContain('the keys name nothing that is known here');
  const poison = GIVEN.filter((_, number) => isPoison(number));
  expect(poison).toHaveLength(RECORDS / POISON_EVERY);
  const keptWhole = poison.filter((record) => !givenUp(stage, record));
  expect(aside.map(({ record }) => record.eventID).sort()).toEqual(keptWhole.map(({ eventID }) => eventID).sort());
  const cursed = GIVEN.filter(({ dynamodb }) => dynamodb?.Keys?.SubscriptionId?.S === CURSED);
  expect(cursed.every((record) => givenUp(stage, record))).toBe(true);
  expect(stage.discarded.every(({ requestContext }) => requestContext.condition === 'RetryAttemptsExhausted')).toBe(
    true,
  );
  expect(stage.functions.sweep.log().filter((line) => line.includes('the sweep met an error'))).toEqual([]);
});

/** The ids of all cards and reports, sorted; an id that is told of twice is there twice. */
async function requestsTold(stage: Stage): Promise<string[]> {
  const cards = await person(stage.slack.url, 'U0RITA').messages('C0RETAIL');
  const reports = await person(stage.slack.url, 'U0ADA').messages('C0ADMINS');
  const ids = [...cards, ...reports].flatMap(
    (message) => /(?:Request |cannot be read. )([\w-]+)/.exec(textOf(message))?.[1] ?? [],
  );
  return ids.map((id) => (id.startsWith('xxx') ? LONGEST : id)).sort();
}

/** Whether a record is in a batch that was given up: Lambda tells the destination so. */
function givenUp({ discarded }: Stage, { dynamodb }: DynamoDBRecord): boolean {
  const at = Number(dynamodb?.SequenceNumber);
  return discarded.some(
    ({ DDBStreamBatchInfo: { startSequenceNumber: from, endSequenceNumber: to } }) =>
      at >= Number(from) && at <= Number(to),
  );
}
