import { expect, it, onTestFinished } from 'vitest';
import { openIndexesBehind } from '../../bench/faults/behind.ts';
import { openGateway } from '../../bench/faults/gateway.ts';
import { openLibrary } from '../../bench/faults/library.ts';
import { aRequest, openGround, openPlace } from '../../bench/faults/place.ts';
import { openBot } from '../../bench/faults/races.ts';
import { findingsAtRest } from '../../bench/faults/rest.ts';
import { cardSaying } from '../../bench/faults/stream-scene.ts';
import { person } from '../../local/slack/person.ts';
import { told } from '../support/asking.ts';
import { takeDynamo } from '../support/dynamo.ts';
import { textOf } from '../support/world.ts';

/** Longer than the test: the indexes stay as they are when it begins. */
const FOR_GOOD_MS = 3_600_000;
const [LIBRARY, SLACK, WAITS] = ['by-the-library', 'in-slack', 'asked-meanwhile'] as const;

/** The bot, with two requests that its indexes show as waiting, whatever becomes of them, and none that comes later. */
async function openWorld() {
  const ground = await openGround(await takeDynamo());
  const place = await openPlace(ground);
  await place.put(aRequest({ SubscriptionId: LIBRARY }));
  await place.put(aRequest({ SubscriptionId: SLACK, TableName: ['item'] }));
  const indexes = await openIndexesBehind(place.dynamoUrl, place.tables, FOR_GOOD_MS);
  const targets = { dynamo: place.dynamoUrl, lake: place.lake.url, slack: place.slack.url };
  const gateway = await openGateway(targets, (call) => indexes.fateOf(call));
  const bot = await openBot(place, { AWS_ENDPOINT_URL_DYNAMODB: gateway.url });
  onTestFinished(async () => {
    await bot.stop();
    await gateway.close();
    await indexes.close();
    await place.close();
  });
  return { place, indexes };
}

it('takes no decision on what an index that is behind shows, and carries out what was decided', async () => {
  const { place, indexes } = await openWorld();
  const [rita, rob] = ['U0RITA', 'U0ROB'].map((user) => person(place.slack.url, user)) as [
    ReturnType<typeof person>,
    ReturnType<typeof person>,
  ];
  await place.put(aRequest({ SubscriptionId: WAITS, TableName: ['customer'] }));
  for (const id of [LIBRARY, SLACK, WAITS]) await cardSaying(place, id, /Approve would change/);
  const library = await openLibrary(place);
  onTestFinished(() => library.close());
  await library.approveAccessRequest({ requestId: LIBRARY });
  const { card } = await cardSaying(place, SLACK, /"action_id":"approve"/);
  await rita.click(card, 'approve');
  for (const id of [LIBRARY, SLACK]) await cardSaying(place, id, /Access granted/);
  const asked = indexes.asked();

  const list = await told(rita, 'C0RETAIL', '/mesh requests');
  expect(textOf(list)).not.toContain('customer');
  await rita.click(list, 'details');
  const details = await rita.untilView((view) => !textOf(view).includes('Reading the catalog'), 30_000);
  expect(textOf(details)).toContain('status in the table: Active');
  expect(indexes.asked()).toBeGreaterThan(asked);
  await told(rob, 'C0RETAIL', `/mesh deny ${LIBRARY}`).then(({ text }) => expect(text).toContain('became “active”'));
  await told(rob, 'C0RETAIL', `/mesh deny ${SLACK}`).then(({ text }) =>
    expect(text).toContain('Somebody else approved this'),
  );

  const records = await place.items(place.tables.subscriptions);
  const stands = Object.fromEntries(records.map(({ SubscriptionId, Status }) => [SubscriptionId, Status]));
  expect(stands).toEqual({ [LIBRARY]: 'Active', [SLACK]: 'Active', [WAITS]: 'Pending' });
  expect(await findingsAtRest(place, 30_000)).toEqual([]);
}, 120_000);
