import type { ChildProcess } from 'node:child_process';
import { stopBot } from '../../local/bot.ts';
import { type Person, person, type SeenMessage } from '../../local/slack/person.ts';
import type { Finding } from '../auditor/audit.ts';
import { gather } from '../auditor/facts.ts';
import { type Call, type Fate, openGateway } from './gateway.ts';
import { openGround, openPlace, type Place } from './place.ts';
import { dice, startProcess, untilConnected } from './process.ts';
import { findingsAtRest } from './rest.ts';
import { type ShownShards, showShards } from './shown-shards.ts';
import { traffic } from './traffic.ts';

/** The whole bot with its streams shown as a story likes, and people who ask and decide. */
export interface StreamScene {
  place: Place;
  shards: ShownShards;
  chance: () => number;
  /** What else becomes of calls, before the shards have their say. */
  strike(fateOf: ((call: Call) => Fate) | undefined): void;
  /** Starts another bot; resolves when it is connected. */
  start(): Promise<void>;
  /** SIGKILL to every bot. */
  kill(): void;
  /** People ask and decide for as long as the scene is told to. */
  people(): Promise<void>;
  /** Does something again and again while people ask and decide: at once, and `everyMs` milliseconds after it has ended. */
  meanwhile(everyMs: number, work: () => Promise<void> | void): Promise<void>;
  /** How often what is done by hand is done. */
  rounds: number;
}

/** What is done to streams. */
export interface StreamStory {
  name: string;
  /** What is counted, in the plural. */
  counts: string;
  /** Plays it to a bot that is connected, and answers how often it was done. */
  play(scene: StreamScene): Promise<number>;
}

/** What a story came to. */
export interface StreamTold {
  name: string;
  counts: string;
  done: number;
  requests: number;
  deeds: number;
  /** Requests that have no card, or several. */
  cardsNotOne: number;
  /** Shards that were begun with before their parent was read. */
  early: number;
  /** From the end of the story to the rest, in milliseconds. */
  restedMs: number;
  findings: Finding[];
}

export interface Telling {
  /** How long people ask and decide, in milliseconds. */
  ms: number;
  rounds: number;
  seed: number;
  /** How long it may take afterwards until everything is at rest, in milliseconds. */
  patienceMs?: number;
}

/** Requests. */
export const PER_MINUTE = 40;
export const REST_MS = 150_000;

/** Plays the story on tables of its own, then lets streams be as they are, waits and audits. */
export async function tellStreams(dynamoUrl: string, story: StreamStory, telling: Telling): Promise<StreamTold> {
  const { ms, rounds, seed, patienceMs = REST_MS } = telling;
  const place = await openPlace(await openGround(dynamoUrl));
  const shards = showShards(dynamoUrl);
  let strike: ((call: Call) => Fate) | undefined;
  const targets = { dynamo: dynamoUrl, lake: place.lake.url, slack: place.slack.url };
  const gateway = await openGateway(targets, (call) => strike?.(call) ?? shards.fateOf(call));
  const bots: ChildProcess[] = [];
  const chance = dice(seed);
  let [deeds, days] = [0, 0];
  const people = async () => {
    const done = await traffic(place, { ms, perMinute: PER_MINUTE, chance, name: `day-${days++}` });
    deeds += done.deeds;
  };
  const scene: StreamScene = {
    ...{ place, shards, chance, rounds, people },
    strike(fateOf) {
      strike = fateOf;
    },
    async start() {
      bots.push(startProcess(place, gateway.url));
      await untilConnected(place, 2 * bots.length);
    },
    kill: () => {
      for (const bot of bots.splice(0)) bot.kill('SIGKILL');
    },
    async meanwhile(everyMs, work) {
      const over = new AbortController();
      const going = again(everyMs, work, over.signal);
      await people();
      over.abort();
      await going;
    },
  };
  try {
    await scene.start();
    const done = await story.play(scene);
    strike = undefined;
    shards.change(undefined);
    const ended = performance.now();
    const findings = await findingsAtRest(place, patienceMs);
    const restedMs = performance.now() - ended;
    const cards = await cardsOf(place);
    const { name, counts } = story;
    return { name, counts, done, ...cards, deeds, early: shards.early(), restedMs, findings };
  } finally {
    await Promise.all(bots.map(stopBot));
    await gateway.close();
    shards.close();
    await place.close();
  }
}

async function again(everyMs: number, work: () => Promise<void> | void, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await work();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      over.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** How many requests there are, and of how many there is another number of cards than one. */
export async function cardsOf(place: Place): Promise<{ requests: number; cardsNotOne: number }> {
  const { records, messages } = await gather(place);
  const cards = new Map(records.map(({ SubscriptionId }) => [SubscriptionId, 0]));
  for (const { metadata } of messages) {
    const { subscriptionId: id, slot } = metadata?.event_payload ?? {};
    const known = cards.get(id);
    if (known !== undefined && String(slot).startsWith('card#')) cards.set(id, known + 1);
  }
  return { requests: cards.size, cardsNotOne: [...cards.values()].filter((number) => number !== 1).length };
}

/** Waits for the request's card in retail's channel to show the text. */
export function cardSaying(place: Place, id: string, text: RegExp): Promise<{ me: Person; card: SeenMessage }> {
  const me = person(place.slack.url, 'U0RITA');
  return me.until(async () => {
    const all = await me.messages('C0RETAIL');
    const card = all.findLast(({ blocks }) => JSON.stringify(blocks).includes(`Request ${id}"`));
    return card !== undefined && text.test(JSON.stringify(card.blocks)) ? { me, card } : null;
  }, 60_000);
}
