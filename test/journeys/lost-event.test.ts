import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { awsError, openGateway } from '../../bench/faults/gateway.ts';
import type { Answer } from '../../local/forward.ts';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { runOperation } from '../../src/mesh/run-operation.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { takeDynamo } from '../support/dynamo.ts';
import { control } from '../support/slack.ts';
import { buttonsOf, cardOf, cardShowing, openWorld, type World } from '../support/world.ts';

const CHANNEL = 'C0RETAIL';

interface Streams {
  /** From now on the bot hears of nothing that is written. */
  fallSilent(): Promise<void>;
  /** What they had to tell is gone, and the bot is told so. */
  areTrimmed(): Promise<void>;
}

/** The bot at work, with both streams in the hands of the test. */
async function botWithStreams(world: World): Promise<Streams> {
  let [silent, trimmed, polls] = [false, false, 0];
  const dynamo = await takeDynamo();
  const gateway = await openGateway({ dynamo, lake: world.lake.url, slack: world.slack.url }, ({ operation }) => {
    if (operation !== 'GetRecords' || !silent) return undefined;
    if (trimmed) {
      trimmed = false;
      return { answer: awsError('TrimmedDataAccessException') };
    }
    polls += 1;
    return { change: withoutRecords };
  });
  onTestFinished(() => gateway.close());
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB_STREAMS', gateway.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  await world.bot();
  const someMorePolls = async () => {
    const most = polls + 6;
    await vi.waitFor(() => expect(polls).toBeGreaterThan(most), { timeout: 20_000, interval: 50 });
  };
  return {
    async fallSilent() {
      silent = true;
      await someMorePolls();
    },
    async areTrimmed() {
      // Whatever was written before has had its time to be heard of.
      await someMorePolls();
      trimmed = true;
    },
  };
}

function withoutRecords({ status, headers, body }: Answer): Answer {
  const { 'x-amz-crc32': _, ...rest } = headers;
  const page = JSON.parse(body.toString('utf8')) as object;
  return { status, headers: rest, body: Buffer.from(JSON.stringify({ ...page, Records: [] })) };
}

async function callsOfChat(world: World): Promise<Record<string, number>> {
  const { counts } = await control<{ counts: Record<string, number> }>(world.slack, 'GET', 'calls');
  return Object.fromEntries(Object.entries(counts).filter(([method]) => /^(chat|conversations)\./.test(method)));
}

it('a card whose decision was made elsewhere while the stream lost it is drawn by the sweep, and then left alone', async () => {
  const world = await openWorld();
  const streams = await botWithStreams(world);
  const [id, other] = [await world.ask(), await world.ask()];
  const rita = world.as('U0RITA');
  for (const one of [id, other]) await cardShowing(rita, CHANNEL, one, 'Approve would change');
  await streams.fallSilent();
  await world.ask({ SubscriptionId: id, Status: 'Denied', UpdatedDate: meshTime(new Date()), UpdatedBy: 'somebody' });

  await streams.areTrimmed();

  const card = await cardShowing(rita, CHANNEL, id, 'Access denied');
  expect(buttonsOf(card)).not.toContain('deny');
  const desk = deskFromConfig(world.config);
  const [passes, { arrears }] = [await desk.passes(), desk];
  const noneIsBehind = async () => {
    for (const { id: behind } of (await arrears.page()).arrears) throw new Error(`${behind} is behind`);
  };
  await vi.waitFor(noneIsBehind, { timeout: 10_000, interval: 100 });
  const before = await callsOfChat(world);
  const seen = await passes.get('records');
  await streams.areTrimmed();
  const lookedAgain = async () => {
    const pass = await passes.get('records');
    expect([pass?.cursor, pass?.begunAt !== seen?.begunAt && pass?.begunAt.startsWith('2')]).toEqual([undefined, true]);
  };
  await vi.waitFor(lookedAgain, { timeout: 20_000, interval: 100 });
  await noneIsBehind();
  expect(await callsOfChat(world)).toEqual(before);
}, 90_000);

it('a bot that finds nothing kept of how far its streams were read has everything looked through anew', async () => {
  const world = await openWorld();
  const passes = await deskFromConfig(world.config).passes();
  await passes.put('records', { begunAt: new Date().toISOString() }, undefined);

  await world.bot();

  const isDue = async () => expect(await passes.get('records')).toMatchObject({ begunAt: new Date(0).toISOString() });
  await vi.waitFor(isDue, { timeout: 20_000, interval: 50 });
});

it('a card whose record was removed while the stream lost it is closed by the sweep', async () => {
  const world = await openWorld();
  const streams = await botWithStreams(world);
  const SubscriptionId = await world.ask();
  const rita = world.as('U0RITA');
  await cardShowing(rita, CHANNEL, SubscriptionId, 'Approve would change');
  await streams.fallSilent();
  const TableName = world.config.subscriptionsTable;
  await world.documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId } }));

  await streams.areTrimmed();

  const card = await cardShowing(rita, CHANNEL, SubscriptionId, 'The record of this request was removed.');
  expect(buttonsOf(card)).toEqual([]);
}, 90_000);

it('a card whose decision was carried out by a worker that died before it could draw is drawn by the sweep', async () => {
  const world = await openWorld();
  const streams = await botWithStreams(world);
  const id = await world.ask();
  const rita = world.as('U0RITA');
  const card = await cardShowing(rita, CHANNEL, id, 'Approve would change');
  await streams.fallSilent();
  await rita.click(card, 'approve');
  const { mesh, subscriptions, operations, now } = deskFromConfig(world.config);
  await vi.waitFor(async () => expect(await operations.get(id)).toBeDefined(), { timeout: 10_000, interval: 50 });
  await runOperation({ desk: mesh, subscriptions, bench: { operations, worker: 'dies', now } }, id);
  onTestFinished(() => mesh.sessions.close());
  expect(await world.record(id)).toMatchObject({ Status: 'Active' });
  expect(buttonsOf((await cardOf(rita, CHANNEL, id)) ?? card)).toContain('approve');

  await streams.areTrimmed();

  expect(buttonsOf(await cardShowing(rita, CHANNEL, id, 'Granted by @U0RITA'))).not.toContain('approve');
}, 90_000);
