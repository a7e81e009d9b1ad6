import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Person, person, type SeenMessage } from '../../local/slack/person.ts';
import { readConfig } from '../../src/config.ts';
import { type Bot, startBot } from '../../src/handlers/bot.ts';
import type { Finding } from '../auditor/audit.ts';
import { aRequest, control, type Ground, openPlace, type Place, RETAIL } from './place.ts';
import { findingsAtRest } from './rest.ts';

/** What rounds of people who decide at the same time came to. */
export interface Raced {
  rounds: number;
  /** Rounds with another number of decisions than one. */
  notOne: number;
  /** Rounds in which another number of people than all but the winner were told so. */
  notTold: number;
  /** Who won, by what they did. */
  winners: Record<string, number>;
  findings: Finding[];
}

/** What each of the eight does. */
const DEEDS = [
  'approve',
  'deny',
  'approve_with_changes',
  'approve',
  'deny',
  'approve_with_changes',
  'approve',
  'deny',
] as const;
const PEOPLE = DEEDS.map((_, at) => `U0APPROVER${at}`);
const CHANNEL = 'C0RETAIL';
export const PATIENCE_MS = 60_000;
const TOLD_WITHIN_MS = 15_000;

/** Has eight approvers decide on the same request at the same moment, over the wire, `rounds` times. */
export async function raceOfPeople(ground: Ground, rounds: number): Promise<Raced> {
  const place = await openPlace(ground);
  const bot = await openBot(place);
  try {
    const people = await eightApprovers(place);
    const raced: Raced = { rounds, notOne: 0, notTold: 0, winners: {}, findings: [] };
    for (let round = 0; round < rounds; round++) {
      const { claims, told } = await oneRound(place, people, `race-${round}`);
      if (claims.length !== 1) raced.notOne += 1;
      if (told !== people.length - 1) raced.notTold += 1;
      for (const kind of claims) raced.winners[kind] = (raced.winners[kind] ?? 0) + 1;
    }
    raced.findings = await findingsAtRest(place, PATIENCE_MS);
    return raced;
  } finally {
    await bot.stop();
    await place.close();
  }
}

/** The bot in this process, at the place. */
export async function openBot(place: Place, over: Record<string, string> = {}): Promise<Bot> {
  const environment = { ...place.environment, LOG_LEVEL: 'ERROR', ...over };
  Object.assign(process.env, environment);
  return startBot(readConfig(environment));
}

export async function eightApprovers(place: Place): Promise<Person[]> {
  for (const user of PEOPLE) await control(place, 'users', { user, create: true, restricted: false });
  await control(place, 'channels', { channel: CHANNEL, invite: PEOPLE });
  await connectRetail(place, PEOPLE);
  return PEOPLE.map((user) => person(place.slack.url, user));
}

/** Has these people decide for retail. */
async function connectRetail(place: Place, users: readonly string[]): Promise<void> {
  const items = await place.items(place.tables.meshdesk);
  const account = items.find(({ pk, sk }) => pk === `account#${RETAIL}` && sk === 'account');
  const Item = { ...account, approvers: { users, groups: [] } };
  await place.documents.send(new PutCommand({ TableName: place.tables.meshdesk, Item }));
}

async function oneRound(place: Place, people: readonly Person[], SubscriptionId: string) {
  await place.put(aRequest({ SubscriptionId, CreatedBy: `${aRequest().CreatedBy}` }));
  const [first] = people as [Person];
  const card = await cardShowing(first, SubscriptionId, /Approve would change/);
  const deeds = await Promise.all(people.map((one, at) => ready(one, card, DEEDS[at] ?? 'approve')));
  const before = await Promise.all(people.map((one) => ephemerals(one)));
  const answers = await Promise.all(deeds.map((deed) => deed()));
  await cardShowing(first, SubscriptionId, /Access (granted|denied)/);
  // The card may be there before the last of those who lost has been told.
  let told = 0;
  for (const begun = performance.now(); told < people.length - 1 && performance.now() - begun < TOLD_WITHIN_MS; ) {
    const after = await Promise.all(people.map((one) => ephemerals(one)));
    told = answers.filter((said, at) => said || (after[at] ?? 0) > (before[at] ?? 0)).length;
  }
  const items = await place.items(place.tables.meshdesk);
  const claims = items.filter(({ pk, what }) => pk === `subscription#${SubscriptionId}` && what === 'claimed');
  return { claims: claims.map(({ kind }) => String(kind)), told };
}

/** What somebody does on a card. */
export type Deed = (typeof DEEDS)[number] | 'revoke' | 'change';

/** Opens what the deed needs; the answer is the deed itself, which resolves with whether a refusal was shown in the modal. */
export async function ready(me: Person, card: SeenMessage, deed: Deed): Promise<() => Promise<boolean>> {
  if (deed === 'approve') {
    return async () => {
      await me.click(card, 'approve');
      return false;
    };
  }
  await me.click(card, deed);
  const isFilled = ({ blocks }: { blocks: unknown }) => JSON.stringify(blocks).includes('"type":"input"');
  const view = await me.untilView(isFilled, PATIENCE_MS);
  const entered = deed === 'deny' ? { reason: 'Ask for less.' } : { note: 'With my compliments.' };
  return async () => {
    const { errors } = await me.submit(view, entered);
    for (const open of errors ? await me.views() : []) await me.close(open);
    return errors !== undefined;
  };
}

export async function ephemerals(me: Person): Promise<number> {
  return (await me.messages(CHANNEL)).filter(({ ephemeral }) => ephemeral).length;
}

/** Waits for the request's card to show the text. */
export function cardShowing(me: Person, subscriptionId: string, text: RegExp): Promise<SeenMessage> {
  return me.until(async () => {
    const cards = (await me.messages(CHANNEL)).filter(({ blocks }) =>
      JSON.stringify(blocks).includes(`Request ${subscriptionId}"`),
    );
    const card = cards.at(-1);
    return card !== undefined && text.test(JSON.stringify(card.blocks)) ? card : null;
  }, PATIENCE_MS);
}
