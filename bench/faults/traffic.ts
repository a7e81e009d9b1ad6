import { setTimeout as wait } from 'node:timers/promises';
import { type Person, person, type SeenMessage } from '../../local/slack/person.ts';
import { aRequest, type Place } from './place.ts';

/** What people did, and how long they waited, in milliseconds. */
export interface Traffic {
  requests: number;
  /** Clicks and submissions; some find that somebody was faster, or the bot away. */
  deeds: number;
  /** From the request to its live card. */
  cards: number[];
}

const CHANNEL = 'C0RETAIL';
const TABLES = ['web_sales', 'store_sales', 'customer', 'store', 'item', 'web_page', 'promotion'];
/** What nobody may be rung by. */
const NOTE = 'Thanks! <!channel> *now* <@U0ADA> & `rm -rf`';
/** However slow a click was. */
const FEWEST = 2;
/** Between two looks at the channel. */
const LOOK_MS = 500;

export interface TrafficOptions {
  /** How long, in milliseconds. */
  ms: number;
  /** Requests a minute. */
  perMinute: number;
  chance: () => number;
  /** What the ids of the requests begin with; `day` unless told. */
  name?: string;
}

/** People ask, and approvers decide on what they see, until the time is over; then what still waits for its card is waited for. */
export async function traffic(place: Place, options: TrafficOptions): Promise<Traffic> {
  const { ms, perMinute, chance, name = 'day' } = options;
  const asked = new Map<string, number>();
  const done: Traffic = { requests: 0, deeds: 0, cards: [] };
  const approvers = ['U0RITA', 'U0ROB'].map((user) => person(place.slack.url, user));
  const begun = performance.now();
  const between = 60_000 / perMinute;
  const over = () => performance.now() - begun >= ms && done.requests >= FEWEST;
  while (!over() || asked.size > 0) {
    const isOver = over();
    if (isOver && performance.now() - begun > ms + 120_000) break;
    if (!isOver && done.requests * between <= performance.now() - begun) {
      const SubscriptionId = `${name}-${done.requests}`;
      done.requests += 1;
      asked.set(SubscriptionId, performance.now());
      await place.put(requestOf(SubscriptionId, chance));
    }
    const cards = liveCards(await (approvers[0] as Person).messages(CHANNEL));
    for (const [id, since] of asked) {
      if (!cards.some((card) => isAbout(card, id))) continue;
      done.cards.push(performance.now() - since);
      asked.delete(id);
    }
    const me = approvers[Math.floor(chance() * approvers.length)] as Person;
    const card = cards[Math.floor(chance() * cards.length)];
    if (card !== undefined && chance() < 0.5) {
      done.deeds += 1;
      await act(me, card, chance).catch(passOver);
    }
    await wait(LOOK_MS);
  }
  return done;
}

function requestOf(SubscriptionId: string, chance: () => number): Record<string, unknown> {
  const TableName = TABLES.filter(() => chance() < 0.3);
  return aRequest({
    SubscriptionId,
    ...(TableName.length > 0 ? { TableName } : { TableName: ['web_sales'] }),
    RequestedGrants: chance() < 0.5 ? ['SELECT'] : ['SELECT', 'DESCRIBE', 'INSERT'],
    CreationDate: new Date().toISOString().slice(0, 19).replace('T', ' '),
    ...(chance() < 0.2 && { Notes: new Set([NOTE]) }),
  });
}

/** Cards with a button of a decision: what waits, and what was granted. */
function liveCards(messages: readonly SeenMessage[]): SeenMessage[] {
  return messages.filter(
    ({ blocks, ephemeral }) => !ephemeral && /"action_id":"(approve|revoke)"/.test(JSON.stringify(blocks)),
  );
}

function isAbout({ blocks }: SeenMessage, id: string): boolean {
  return JSON.stringify(blocks).includes(`Request ${id}"`);
}

/** One click, or a modal with what has to be typed. */
async function act(me: Person, card: SeenMessage, chance: () => number): Promise<void> {
  const waits = JSON.stringify(card.blocks).includes('"action_id":"approve"');
  if (waits && chance() < 0.6) return void (await me.click(card, 'approve'));
  const deed = waits ? (chance() < 0.6 ? 'deny' : 'approve_with_changes') : chance() < 0.7 ? 'revoke' : 'change';
  await me.click(card, deed);
  const isFilled = ({ blocks }: { blocks: unknown }) => JSON.stringify(blocks).includes('"type":"input"');
  const view = await me.untilView(isFilled, 4_000);
  await me.submit(view, deed === 'deny' ? { reason: NOTE } : { note: NOTE });
  for (const open of await me.views()) await me.close(open);
}

/** In bad weather a click may come to nothing: whoever clicked does it again, or somebody else does. */
function passOver(error: unknown): void {
  if (!(error instanceof Error)) throw error;
}
