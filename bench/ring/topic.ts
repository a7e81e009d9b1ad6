import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Person, SeenMessage } from '../../local/slack/person.ts';
import { quantile, type Row, type Table } from '../report.ts';
import { CHANNEL, openScene, type Scene, TABLES, type Transport } from './scene.ts';

/** How many do the same at once, how often, and what the slowest ack may take (ms). */
const CROWDS = [
  { people: 1, rounds: 100, ack: 300 },
  { people: 10, rounds: 20, ack: 300 },
  { people: 50, rounds: 6, ack: 1_000 },
];
type Crowd = (typeof CROWDS)[number];

/** Samples in milliseconds. */
interface Waits {
  /** Clicks that Slack gave up on after three seconds; what they asked for is done all the same. */
  givenUp: number;
  card: number[];
  ack: number[];
  granted: number[];
}

/** How long people wait: from the request to the card, from the click to Slack's answer, and to the grant on the card. */
export async function ring(): Promise<Table[]> {
  const tables: Table[] = [];
  for (const transport of ['Socket Mode', 'signed HTTP'] as const) {
    const plain = await inScene(transport, 'plain', clicks);
    const ours = await inScene(transport, 'meshdesk', rounds);
    tables.push({
      title: `The ring on ${transport}, everything on one machine`,
      unit: 'ms, 99th percentile',
      reference: 'Bolt that only acks',
      rows: CROWDS.flatMap((crowd) => rowsOf(crowd, ours.get(crowd), plain.get(crowd))),
    });
  }
  return [...tables, await callsOfARound()];
}

/** What one request is, from asking to the grant on its card, once everybody and everything is known. */
async function callsOfARound(): Promise<Table> {
  const COUNTED = 10;
  const scene = await openScene('Socket Mode', 'meshdesk', true);
  try {
    const one = { people: 1, rounds: 1, ack: 0 };
    await rounds(scene, one);
    const before = scene.calls();
    await rounds(scene, { ...one, rounds: COUNTED });
    const rows = Object.entries(scene.calls()).flatMap(([what, count]): Row[] => {
      const ours = (count - (before[what] ?? 0)) / COUNTED;
      return ours >= 0.5 ? [{ what, ours }] : [];
    });
    const all = rows.reduce((sum, { ours }) => sum + ours, 0);
    return {
      title: 'Calls from a request to its grant on the card',
      unit: 'calls',
      rows: [...rows, { what: 'all', ours: all }],
    };
  } finally {
    await scene.close();
  }
}

type Samples<T> = ReadonlyMap<Crowd, T>;

async function inScene<T>(
  transport: Transport,
  app: 'meshdesk' | 'plain',
  sample: (scene: Scene, crowd: Crowd) => Promise<T>,
): Promise<Samples<T>> {
  const scene = await openScene(transport, app);
  try {
    await sample(scene, { people: 1, rounds: 3, ack: 0 });
    const samples = new Map<Crowd, T>();
    for (const crowd of CROWDS) samples.set(crowd, await sample(scene, crowd));
    return samples;
  } finally {
    await scene.close();
  }
}

function rowsOf({ people, ack }: Crowd, ours: Waits | undefined, plain: number[] | undefined): Row[] {
  if (ours === undefined || plain === undefined) throw new RangeError('every crowd is measured');
  const at = `${people} at once`;
  return [
    {
      ...row(`${at}: click → ack`, ours.ack, ours.givenUp),
      reference: quantile(plain, 0.99),
      target: { of: 'ours', atMost: ack },
    },
    row(`${at}: click → granted on the card`, ours.granted),
    row(`${at}: insert → card`, ours.card),
  ];
}

function row(what: string, sample: readonly number[], givenUp?: number): Row {
  const more = {
    median: quantile(sample, 0.5),
    worst: Math.max(...sample),
    samples: sample.length,
    ...(givenUp !== undefined && { 'given up by Slack': givenUp }),
  };
  return { what, ours: quantile(sample, 0.99), more };
}

/** Everybody has a request of their own to approve, and clicks when all cards are there. */
async function rounds({ people, documents, slack }: Scene, crowd: Crowd): Promise<Waits> {
  const waits: Waits = { givenUp: 0, card: [], ack: [], granted: [] };
  for (let number = 0; number < crowd.rounds; number++) {
    const ids = Array.from(
      { length: crowd.people },
      (_, which) => `bench-${crowd.people}-${number}-${which}-${Date.now()}`,
    );
    const cards = await Promise.all(
      ids.map(async (id) => {
        const card = slack.until((text) => text.includes(`Request ${id}"`) && text.includes('"approve"'));
        const asked = performance.now();
        await documents.send(new PutCommand({ TableName: TABLES.subscriptions, Item: request(id) }));
        const shown = await card;
        waits.card.push(shown.at - asked);
        return { id, message: shown.message };
      }),
    );
    await Promise.all(
      cards.map(async ({ id, message }, which) => {
        const granted = slack.until((text) => text.includes(`Request ${id}"`) && text.includes('Access granted'));
        const clicked = performance.now();
        if (!(await click(people[which] as Person, message, 'approve'))) waits.givenUp += 1;
        waits.ack.push(performance.now() - clicked);
        waits.granted.push((await granted).at - clicked);
      }),
    );
  }
  return waits;
}

/** Everybody clicks the same button. */
async function clicks({ people, post, slack }: Scene, crowd: Crowd): Promise<number[]> {
  const found = slack.until((text) => text.includes('"press"'));
  const button = { type: 'button', action_id: 'press', text: { type: 'plain_text', text: 'Press' } };
  await post({ channel: CHANNEL, text: 'A button', blocks: [{ type: 'actions', elements: [button] }] });
  const { message } = await found;
  const acks: number[] = [];
  for (let number = 0; number < crowd.rounds; number++) {
    await Promise.all(
      people.slice(0, crowd.people).map(async (one) => {
        const clicked = performance.now();
        if (!(await click(one, message, 'press'))) throw new Error('Bolt did not acknowledge');
        acks.push(performance.now() - clicked);
      }),
    );
  }
  return acks;
}

/** Whether it was acknowledged in time. */
async function click(person: Person, message: SeenMessage, action: string): Promise<boolean> {
  return (await person.click(message, action)).notice === undefined;
}

function request(SubscriptionId: string) {
  return {
    SubscriptionId,
    Status: 'Pending',
    OwnerPrincipal: '111111111111',
    SubscriberPrincipal: '999999999999',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales', 'store_sales'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    CreationDate: new Date().toISOString().slice(0, 19).replace('T', ' '),
    CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/bench',
  };
}
