import { setTimeout as wait } from 'node:timers/promises';
import type { Person } from '../../local/slack/person.ts';
import type { Finding } from '../auditor/audit.ts';
import { type Original, openOriginal } from './original.ts';
import { aRequest, type Ground, openPlace, type Place, RETAIL } from './place.ts';
import { cardShowing, type Deed, eightApprovers, ephemerals, openBot, PATIENCE_MS, ready } from './races.ts';
import { findingsAtRest } from './rest.ts';

/** What rounds of people in Slack against somebody at the Python library came to. */
export interface RacedWithOriginal {
  /** Fewer than were asked for when one left something amiss for good, which every later one would wait for. */
  rounds: number;
  /** Rounds in which somebody whose click came to nothing was not told. */
  notTold: number;
  /** How the records ended, by what the library did. */
  ends: Record<string, number>;
  findings: Finding[];
}

interface Kind {
  deeds: readonly Deed[];
  /** What was granted before. */
  active: boolean;
  library: keyof typeof LIBRARY;
}

const LIBRARY = {
  approves: (original: Original, id: string) => original.approve(id),
  denies: (original: Original, id: string) => original.deny(id),
  changes: (original: Original, id: string) => original.change(id, ['SELECT', 'INSERT', 'DESCRIBE']),
  deletes: (original: Original, id: string) => original.delete(id),
};

const PENDING = { active: false, deeds: ['approve', 'deny', 'approve', 'deny'] } as const;
const ACTIVE = { active: true, deeds: ['revoke', 'change', 'revoke', 'change'] } as const;
const KINDS: readonly Kind[] = [
  { ...PENDING, library: 'approves' },
  { ...ACTIVE, library: 'deletes' },
  { ...PENDING, library: 'denies' },
  { ...ACTIVE, library: 'changes' },
];
/** Names that no other table's begins with: the library takes them for patterns. */
const TABLES = ['promotion', 'web_page'];
/** The library comes a little later, each round otherwise, in milliseconds. */
const LATER_MS = [0, 40, 90, 160, 250, 370, 520];

/** The card may be drawn a moment after everything has come to rest. */
const TOLD_WITHIN_MS = 15_000;

/** Has four people decide in Slack while somebody else decides on the same subscription with the library, `rounds` times. */
export async function raceWithOriginal(ground: Ground, rounds: number): Promise<RacedWithOriginal> {
  const place = await openPlace(ground);
  const bot = await openBot(place);
  const original = await openOriginal(place, RETAIL);
  try {
    const people = (await eightApprovers(place)).slice(0, 4);
    const raced: RacedWithOriginal = { rounds: 0, notTold: 0, ends: {}, findings: [] };
    while (raced.rounds < rounds && raced.findings.length === 0) {
      const kind = KINDS[raced.rounds % KINDS.length] as Kind;
      const { end, told, findings } = await oneRound(place, people, original, kind, raced.rounds);
      raced.rounds += 1;
      raced.findings = findings;
      if (!told) raced.notTold += 1;
      const ended = `${kind.library}: ${end}`;
      raced.ends[ended] = (raced.ends[ended] ?? 0) + 1;
    }
    return raced;
  } finally {
    original.close();
    await bot.stop();
    await place.close();
  }
}

async function oneRound(place: Place, people: readonly Person[], original: Original, kind: Kind, round: number) {
  const SubscriptionId = `library-${round}`;
  // A consumer of its own: what it holds is of this subscription.
  const SubscriberPrincipal = String(800_000_000_000 + round);
  place.lake.addAccount(SubscriberPrincipal);
  await place.put(
    aRequest({ SubscriptionId, SubscriberPrincipal, RequestedGrants: ['SELECT', 'DESCRIBE'], TableName: TABLES }),
  );
  const [first] = people as [Person];
  let card = await cardShowing(first, SubscriptionId, /Approve would change/);
  // What Meshdesk granted may be passed on, and the library takes no such option: so it grants what it is to change or delete.
  if (kind.active) {
    await original.approve(SubscriptionId);
    card = await cardShowing(first, SubscriptionId, /Access granted/);
  }
  const deeds = await Promise.all(people.map((one, at) => ready(one, card, kind.deeds[at] ?? 'approve')));
  const before = await Promise.all(people.map((one) => ephemerals(one)));
  const library = async () => {
    await wait(LATER_MS[round % LATER_MS.length]);
    await LIBRARY[kind.library](original, SubscriptionId);
  };
  const since = (await history(place, SubscriptionId)).length;
  const [answers] = await Promise.all([Promise.all(deeds.map((deed) => deed())), library()]);
  const findings = await findingsAtRest(place, PATIENCE_MS);
  const allKnow = async () => {
    const after = await Promise.all(people.map((one) => ephemerals(one)));
    const happened = (await history(place, SubscriptionId)).slice(since);
    const by = (wanted: string) => happened.filter(({ what }) => what === wanted).map((event) => event.by);
    const shown = JSON.stringify((await cardShowing(first, SubscriptionId, /./)).blocks);
    return people.every(({ user }, at) => {
      if (by('done').includes(user)) return true;
      // What was taken up and came to nothing is told on the card.
      if (by('claimed').includes(user)) return shown.includes(user);
      return answers[at] || (after[at] ?? 0) > (before[at] ?? 0);
    });
  };
  const told = await first.until(allKnow, TOLD_WITHIN_MS).catch(() => false);
  const records = await place.items(place.tables.subscriptions);
  const end = String(records.find((record) => record.SubscriptionId === SubscriptionId)?.Status);
  return { end, told, findings };
}

/** What was decided on the subscription through Meshdesk, in its order. */
async function history(place: Place, id: string): Promise<{ what: string; by: string }[]> {
  const items = await place.items(place.tables.meshdesk);
  return items
    .filter(({ pk, sk }) => pk === `subscription#${id}` && String(sk).startsWith('event#'))
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
    .map(({ what, by }) => ({ what: String(what), by: String(by) }));
}
