import { openDatabase } from '../../local/database.ts';
import { type LocalDynamo, startDynamo } from '../../local/dynamodb.ts';
import { Misuse } from '../../scripts/arguments.ts';
import { quantile, type Row, type Table, told } from '../report.ts';
import { CLIMATES, MIXED } from './climate.ts';
import { type Day, spendDay } from './day.ts';
import { type Story, strikeEverywhere } from './kill.ts';
import { raceWithOriginal } from './original-races.ts';
import { type Ground, openGround } from './place.ts';
import { raceOfPeople } from './races.ts';
import { STORIES } from './stories.ts';
import { streams } from './streams.ts';

const ROUNDS = 100;
const WEATHER = { ms: 30_000, perMinute: 20 };
/** The sweep, which comes round in fifteen minutes, may have to find what was lost. */
const BUSY = { perMinute: 20, patienceMs: 16 * 60_000 };
const SEED = 20261123;
const NOTHING = { of: 'ours', atMost: 0 } as const;

type Piece = () => Promise<Table>;

/** What is done to the bot besides killing it, by name. */
const REST: readonly (readonly [string, Piece])[] = [
  ['races', races],
  ['races with the library', racesWithLibrary],
  ['streams', () => streams(onDatabase)],
  ['weather', weather],
];
/** Each piece by its name; `kill <operation>` for each operation. */
const PIECES = new Map<string, Piece>([
  ...STORIES.map((story) => [`kill ${story.name}`, () => kills([story])] as const),
  ...REST,
]);

/** What goes wrong, how often it was made to, and how often something was lost by it. With `only`, these pieces of it; throws Misuse when there is none such. */
export async function faults(only: readonly string[] = []): Promise<Table[]> {
  const unknown = only.filter((name) => !PIECES.has(name));
  if (unknown.length > 0) {
    throw new Misuse(`There is no ${unknown.join(', ')}. There is: ${[...PIECES.keys()].join(', ')}.`);
  }
  const all: Piece[] = [() => kills(STORIES), ...REST.map(([, piece]) => piece)];
  const pieces = only.length === 0 ? all : only.flatMap((name) => PIECES.get(name) ?? []);
  const tables: Table[] = [];
  for (const piece of pieces) tables.push(await piece());
  return tables;
}

/** Mixed traffic for so many minutes with all of it at low rates, and what the auditor finds at the end. */
export async function busyDay(minutes: number): Promise<Table[]> {
  const options = { climate: MIXED, ms: minutes * 60_000, seed: SEED, ...BUSY };
  const day = await onGround((ground) => spendDay(ground, options));
  return [{ title: `A busy day of ${minutes} minutes`, unit: 'findings of the auditor', rows: [rowOf(day)] }];
}

let dynamo: Promise<LocalDynamo> | undefined;

/** With a database of its own on a DynamoDB Local that ends with the process. */
async function onDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  dynamo ??= startDynamo({ shared: false });
  const database = await openDatabase((await dynamo).url);
  try {
    return await work(database.url);
  } finally {
    await database.close();
  }
}

const onGround = <T>(work: (ground: Ground) => Promise<T>): Promise<T> =>
  onDatabase(async (url) => work(await openGround(url)));

/** Every call of every operation, both sides; and the same with the connection cut and the worker alive, at each write. */
async function kills(stories: readonly Story[]): Promise<Table> {
  const rows: Row[] = [];
  for (const story of stories) {
    const killed = await onGround((ground) => strikeEverywhere(ground, story, { how: 'killed', of: 'calls' }));
    const cut = await onGround((ground) => strikeEverywhere(ground, story, { how: 'cut off', of: 'writes' }));
    for (const { blow, differences } of [...killed.differing, ...cut.differing]) {
      console.log(`${story.name}, ${blow}:\n  ${differences.join('\n  ')}`);
    }
    const missed = [...killed.missed, ...cut.missed];
    if (missed.length > 0) console.log(`${story.name}, never struck: ${missed.join(', ')}`);
    const row = { what: story.name, ours: killed.differing.length + cut.differing.length, target: NOTHING };
    const more = { 'calls undisturbed': killed.steps, 'runs killed': killed.runs, 'runs cut off': cut.runs };
    rows.push(told({ ...row, more: { ...more, 'never struck': missed.length } }));
  }
  const title = 'A worker is killed, or cut off, at every step of every operation';
  return { title, unit: 'runs that ended otherwise', rows };
}

async function races(): Promise<Table> {
  const raced = await onGround((ground) => raceOfPeople(ground, ROUNDS));
  const { rounds, notOne, notTold, winners, findings } = raced;
  for (const finding of findings) console.log(JSON.stringify(finding));
  const won = Object.entries(winners).map(([kind, times]) => `${kind} ${times}`);
  const rows: Row[] = [
    {
      what: 'rounds with another number of decisions than one',
      ours: notOne,
      target: NOTHING,
      more: { won: won.join(', ') },
    },
    { what: 'rounds in which other than seven were told', ours: notTold, target: NOTHING },
    { what: 'findings of the auditor', ours: findings.length, target: NOTHING },
  ];
  return { title: `Eight people decide at the same moment, ${rounds} rounds`, unit: 'rounds or findings', rows };
}

async function racesWithLibrary(): Promise<Table> {
  const raced = await onGround((ground) => raceWithOriginal(ground, ROUNDS));
  const { rounds, notTold, ends, findings } = raced;
  for (const finding of findings) console.log(JSON.stringify(finding));
  const ended = Object.entries(ends).map(([what, times]) => `${what} ${times}`);
  const rows: Row[] = [
    {
      what: 'rounds in which somebody was not told',
      ours: notTold,
      target: NOTHING,
      more: { 'the library …, the record ends': ended.join(', ') },
    },
    { what: 'findings of the auditor', ours: findings.length, target: NOTHING },
  ];
  const title = `Four people in Slack and one at the Python library decide at the same moment, ${rounds} rounds`;
  return { title, unit: 'rounds or findings', rows };
}

async function weather(): Promise<Table> {
  const rows: Row[] = [];
  for (const climate of CLIMATES) {
    const day = await onGround((ground) => spendDay(ground, { climate, seed: SEED, ...WEATHER }));
    rows.push(told(rowOf(day)));
  }
  return {
    title: 'Weather: half a minute of requests and decisions, audited at rest',
    unit: 'findings of the auditor',
    rows,
  };
}

function rowOf({ climate, requests, deeds, cards, faults, kills, restedMs, findings }: Day): Row {
  for (const finding of findings) console.log(`${climate}: ${JSON.stringify(finding)}`);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return {
    what: climate,
    ours: findings.length,
    target: NOTHING,
    more: {
      ...{ requests, decisions: deeds, 'calls struck': faults, kills, cards: cards.length },
      'insert → card, median s': seconds(quantile(cards, 0.5)),
      'worst s': seconds(Math.max(...cards)),
      'at rest after s': seconds(restedMs),
    },
  };
}
