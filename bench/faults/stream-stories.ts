import { setTimeout as wait } from 'node:timers/promises';
import { awsError } from './gateway.ts';
import { openLibrary } from './library.ts';
import { aRequest, type Place } from './place.ts';
import { scattering } from './scattering.ts';
import type { StreamRecord } from './shown-shards.ts';
import { cardSaying, type StreamScene, type StreamStory } from './stream-scene.ts';

/** How long a reader is given nothing before what it was not given is gone, in milliseconds. */
const GAP_MS = 2_000;
const BETWEEN_MS = 1_500;

/** What may be done to the streams under a running bot. */
export const STREAM_STORIES: readonly StreamStory[] = [
  { name: 'each record comes twice', counts: 'records repeated', play: twice },
  { name: 'everything comes again, after it was decided', counts: 'records repeated', play: onceMore },
  { name: 'records come in any order', counts: 'records after a later one', play: inAnyOrder },
  { name: 'every other iterator has expired', counts: 'iterators expired', play: expiring },
  { name: 'records, and shards, are gone before they are read', counts: 'records lost', play: gaps },
  { name: 'stopped for longer than the records are kept', counts: 'records lost', play: stopped('records') },
  { name: 'stopped for longer than the shards are kept', counts: 'records lost', play: stopped('shards') },
  { name: 'shards are split, and their children', counts: 'splits', play: splits },
  { name: 'killed between a shard and its children', counts: 'kills', play: killedBetween },
  { name: 'two bots at once', counts: 'records read', play: twoBots },
];

async function twice({ shards, people }: StreamScene): Promise<number> {
  let repeated = 0;
  shards.change((records) => {
    repeated += records.length;
    return records.flatMap((record) => [record, record]);
  });
  await people();
  return repeated;
}

async function onceMore({ shards, people }: StreamScene): Promise<number> {
  const given = new Map<string, StreamRecord[]>();
  let [repeated, again, told] = [0, new Set<string>(), () => {}];
  shards.change((records, shard) => {
    const before = given.get(shard) ?? [];
    given.set(shard, [...before, ...records]);
    if (!again.delete(shard)) return [...records];
    repeated += before.length;
    if (again.size === 0) told();
    return [...before, ...records];
  });
  await people();
  await new Promise<void>((resolve) => {
    again = new Set(given.keys());
    told = resolve;
  });
  await people();
  return repeated;
}

async function inAnyOrder({ shards, chance, people }: StreamScene): Promise<number> {
  const { scatter, late } = scattering<StreamRecord>(chance);
  shards.change(scatter);
  await people();
  await wait(2 * GAP_MS);
  return late();
}

async function expiring({ strike, people }: StreamScene): Promise<number> {
  let [looks, expired] = [0, 0];
  strike(({ operation }) => {
    if (operation !== 'GetRecords' || looks++ % 2 === 0) return undefined;
    expired += 1;
    return { answer: awsError('ExpiredIteratorException') };
  });
  await people();
  return expired;
}

async function gaps({ shards, meanwhile }: StreamScene): Promise<number> {
  let [lost, times] = [0, 0];
  await meanwhile(BETWEEN_MS, async () => {
    shards.hold(true);
    await wait(GAP_MS);
    lost += await shards.trim(times++ % 2 === 0 ? 'records' : 'shards');
    shards.hold(false);
  });
  return lost;
}

async function splits({ shards, meanwhile }: StreamScene): Promise<number> {
  let times = 0;
  await meanwhile(BETWEEN_MS, () => {
    // More shards than that would be read so often that nothing else happens.
    if (times >= 6) return;
    shards.split();
    times += 1;
  });
  return times;
}

async function killedBetween(scene: StreamScene): Promise<number> {
  const { shards, rounds } = scene;
  let times = 0;
  await scene.meanwhile(BETWEEN_MS, async () => {
    if (times >= rounds) return;
    shards.holdChildren(true);
    shards.split();
    await shards.closedAreRead();
    scene.kill();
    times += 1;
    await scene.start();
    shards.holdChildren(false);
  });
  return times;
}

async function twoBots({ shards, start, people }: StreamScene): Promise<number> {
  let read = 0;
  shards.change((records) => {
    read += records.length;
    return [...records];
  });
  await start();
  await people();
  return read;
}

/** While no bot runs there are requests, decisions with the library, and decisions that were taken in Slack and never begun with. */
function stopped(gone: 'records' | 'shards'): StreamStory['play'] {
  return async (scene) => {
    const { place, shards, rounds } = scene;
    const ids = (what: string) => Array.from({ length: rounds }, (_, at) => `${what}-${at}`);
    const [ended, claimed, denied, approved] = ['ended', 'claimed', 'denied', 'approved'].map(ids) as [
      string[],
      string[],
      string[],
      string[],
    ];
    // Each of a table of its own: what one is granted is no news to the other's plan.
    for (const [at, id] of ended.entries()) await asks(place, id, { TableName: [OWN_TABLES[at % OWN_TABLES.length]] });
    for (const id of [claimed, denied, approved].flat()) await asks(place, id);
    for (const id of [...denied, ...approved]) await cardSaying(place, id, /Approve would change/);
    for (const id of ended) await approves(place, id);
    for (const id of ended) await cardSaying(place, id, /Access granted/);
    await howFarIsKept(place);
    shards.hold(true);
    for (const id of claimed) await approves(place, id);
    scene.kill();
    await areClaimed(place, claimed);
    const library = await openLibrary(place);
    for (const subscriptionId of ended) await library.deleteSubscription({ subscriptionId, reason: 'Over.' });
    for (const requestId of denied) await library.denyAccessRequest({ requestId, decisionNotes: 'No.' });
    for (const id of ids('late')) await asks(place, id);
    for (const requestId of approved) await library.approveAccessRequest({ requestId });
    library.close();
    const lost = await shards.trim(gone);
    shards.hold(false);
    await scene.start();
    return lost;
  };
}

const OWN_TABLES = ['promotion', 'web_page', 'call_center'];

function asks(place: Place, SubscriptionId: string, over: Record<string, unknown> = {}): Promise<void> {
  const CreationDate = new Date().toISOString().slice(0, 19).replace('T', ' ');
  return place.put(aRequest({ SubscriptionId, CreationDate, ...over }));
}

async function approves(place: Place, id: string): Promise<void> {
  const { me, card } = await cardSaying(place, id, /Approve would change/);
  await me.click(card, 'approve');
}

/** Waits until the bot has kept how far it has read both streams: it does so once a second. */
async function howFarIsKept(place: Place): Promise<void> {
  for (;;) {
    const items = await place.items(place.tables.meshdesk);
    const kept = items.filter(({ pk, sequenceNumber }) => String(pk).startsWith('stream#') && sequenceNumber);
    if (kept.length === 2) return;
    await wait(100);
  }
}

/** Throws when one of them was begun with: then nothing would be told by what follows. */
async function areClaimed(place: Place, ids: readonly string[]): Promise<void> {
  const items = await place.items(place.tables.meshdesk);
  const states = ids.map((id) => items.find(({ pk, sk }) => pk === `subscription#${id}` && sk === 'operation')?.state);
  if (states.some((state) => state !== 'claimed')) throw new Error(`not only claimed: ${states.join(', ')}`);
}
