import { unpack } from '../../src/mesh/stores/packed.ts';
import type { Place } from './place.ts';

/** Everything that a place has come to, in a form in which two of them can be compared: without ids and times that chance makes. */
export interface State {
  lake: unknown;
  records: unknown[];
  desk: unknown[];
  channels: Record<string, unknown[]>;
}

const CHANNELS = ['C0RETAIL', 'C0FINANCE', 'C0MARKETING', 'C0ADMINS'];
/** What differs however undisturbed two runs are: ids, and when and by which worker it was done. */
const CHANCE = [
  'operationId',
  'eventId',
  'at',
  'finishedAt',
  'attempt',
  'worker',
  'leaseUntil',
  'poster',
  'ts',
  'shows',
  'stands',
];
/** Block ids that Slack made up. */
const MADE_UP = /^[\w-]{5}$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export async function stateOf(place: Place): Promise<State> {
  const { tables } = place;
  const [records, items, ...channels] = await Promise.all([
    place.items(tables.subscriptions),
    place.items(tables.meshdesk),
    ...CHANNELS.map((channel) => messagesIn(place, channel)),
  ]);
  return plain({
    lake: lakeOf(place),
    records: sorted(records),
    desk: [...sorted(items.filter(({ sk }) => !isEvent(sk) && !isDoubt(sk)).map(told)), ...historyOf(items)],
    channels: Object.fromEntries(CHANNELS.map((channel, index) => [channel, channels[index]])),
  }) as State;
}

/** Where two states differ: paths, with what is at them. */
export function differences(is: unknown, was: unknown, path = ''): string[] {
  if (JSON.stringify(is) === JSON.stringify(was)) return [];
  const nested = typeof is === 'object' && typeof was === 'object' && is !== null && was !== null;
  if (!nested) return [`${path}: ${shortened(is)} instead of ${shortened(was)}`];
  const keys = new Set([...Object.keys(is), ...Object.keys(was)]);
  return [...keys].flatMap((key) =>
    differences((is as Record<string, unknown>)[key], (was as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function lakeOf({ lake }: Place): unknown {
  const { accounts, shares, buckets } = lake.state();
  const byName = Object.entries(accounts).map(([id, account]) => [id, { ...account, grants: sorted(account.grants) }]);
  const told = shares.map(({ invitations, ...share }) => ({
    ...share,
    invitations: invitations.map(({ status }) => status),
  }));
  return { accounts: Object.fromEntries(byName), shares: sorted(plain(told) as unknown[]), buckets: sorted(buckets) };
}

/** The histories, each in its order, without the keys that chance makes. */
function historyOf(items: readonly Record<string, unknown>[]): unknown[] {
  const events = items.filter(({ sk }) => isEvent(sk));
  const ordered = events.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
  return ordered.map(({ sk: _, ...event }) => told(event));
}

const isEvent = (sk: unknown) => String(sk).startsWith('event#');
/** That a call was given up is to be noted where it was, and nowhere else. */
const isDoubt = (sk: unknown) => String(sk).startsWith('doubt#');

function told(item: Record<string, unknown>): Record<string, unknown> {
  const { closed, ...rest } = item;
  // False is the same as not yet said.
  const kept = closed === true ? { ...rest, closed } : rest;
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !CHANCE.includes(name)));
}

async function messagesIn({ slack }: Place, channel: string): Promise<unknown[]> {
  const answer = await fetch(`${slack.url}/_control/messages?channel=${channel}`);
  const { messages } = (await answer.json()) as { messages: { text: string; blocks: unknown; metadata: unknown }[] };
  return messages.map(({ text, blocks, metadata }) => ({ text, blocks, metadata }));
}

function sorted(list: readonly unknown[]): unknown[] {
  return [...list].sort((a, b) => (JSON.stringify(plain(a)) < JSON.stringify(plain(b)) ? -1 : 1));
}

/** Times of the day of a story, in each form that there is, and in seconds; a lease later is a little later. */
const TIMES = /2026-11-23[T ]07:[0-5]\d:\d\d(\.\d{3}Z)?/g;
const FIRST_SECOND = Date.parse('2026-11-23T07:00:00Z') / 1000;
const SHARE = /LakeFormation-V3-\w+/g;

function withoutChance(text: string): string {
  return text.replace(UUID, 'an-id').replace(TIMES, 'then').replace(SHARE, 'a-share');
}

/** As JSON has it: sets as sorted lists, what is packed unpacked, keys sorted, ids of chance named so. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return withoutChance(value);
  if (typeof value === 'number' && value >= FIRST_SECOND && value < FIRST_SECOND + 3_600) return 'then';
  if (value instanceof Set) return plain([...value].sort());
  if (value instanceof Uint8Array) return plain(unpack(value));
  if (value instanceof Date) return 'a time';
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, one]) => name !== 'block_id' || !MADE_UP.test(one))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [withoutChance(name), plain(one)]));
}
