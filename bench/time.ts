import { BOT_NODE_OPTIONS } from '../local/bot.ts';
import { grouped } from '../src/mesh/canonical.ts';
import {
  approveFloor,
  approveOrder,
  createFloor,
  createOrder,
  importFloor,
  importOrder,
  leastTime,
  type Order,
  total,
  walkOrder,
} from './core/floors.ts';
import { openStage, type Stage } from './core/stage.ts';
import type { Measured, Work } from './core/worker.ts';
import type { Row, Table } from './report.ts';

/** Added to every call, in milliseconds. */
const LATENCIES = [0, 20, 100];
/** Calls that the library has under way at once, unless told otherwise. */
const AT_ONCE = 16;

/** Work of one kind and size: how it is set up, and the least that it takes. */
interface Case {
  kind: string;
  size: number;
  what: string;
  /** Fewest calls, and how far they can be made side by side. */
  calls: number;
  order: Order;
  /** Empties the stage, fills it and answers what is to be done. */
  ready(stage: Stage): Promise<{ work: Work; expect: number }>;
}

/** How long the library's work takes, at calls of different length, and how much memory. */
export async function time(): Promise<Table[]> {
  const stage = await openStage();
  try {
    const cases = [
      ...[1, 20, 50, 200].map((tables) => creation(tables, 0)),
      ...[1, 20, 50].map((tables) => creation(tables, 100)),
      ...[1, 20, 200].map(approval),
      importing(),
      ...[1_000, 10_000].map(walking),
    ];
    const tables: Table[] = [];
    const took = new Map<Case, number>();
    for (const latency of LATENCIES) {
      const rows: Row[] = [];
      for (const one of cases) {
        const { work, expect } = await one.ready(stage);
        const measured = await stage.run(work, expect, latency);
        took.set(one, measured.milliseconds);
        rows.push(row(one, measured, latency));
      }
      tables.push({ title: `Time, ${latency} ms a call`, unit: 'ms', rows });
    }
    return [...tables, slopes(took), await chains(stage, cases), await memory(stage)];
  } finally {
    await stage.close();
  }
}

function creation(tables: number, partitions: number): Case {
  const order = { tables, partitions, keys: 2 };
  return {
    kind: `create, ${partitions} partitions a table`,
    size: tables,
    what: `create ${tables} × ${partitions}`,
    calls: total(createFloor(order)),
    order: createOrder(order),
    async ready(stage) {
      await stage.clear();
      await stage.source(tables, partitions);
      return { work: { do: 'create' }, expect: tables };
    },
  };
}

function approval(tables: number): Case {
  return {
    kind: 'approve',
    size: tables,
    what: `approve ${tables}`,
    calls: total(approveFloor(tables)),
    order: approveOrder(tables),
    async ready(stage) {
      const [subscriptionId = ''] = await requested(stage, tables);
      return { work: { do: 'approve', subscriptionId }, expect: tables };
    },
  };
}

function importing(): Case {
  return {
    kind: 'import',
    size: 20,
    what: 'import 20',
    calls: total(importFloor()),
    order: importOrder(),
    async ready(stage) {
      const [subscriptionId = ''] = await requested(stage, 20);
      await stage.run({ do: 'approve', subscriptionId }, 20);
      return { work: { do: 'import', subscriptionId }, expect: 1 };
    },
  };
}

async function requested(stage: Stage, tables: number): Promise<string[]> {
  await stage.clear();
  await stage.shared(tables);
  return (await stage.requests(1)).ids;
}

/** A page of the library is a hundred records, which is less than DynamoDB gives at once. */
function walking(records: number): Case {
  const pages = records / 100;
  return {
    kind: 'walk',
    size: records,
    what: `walk ${records} pending, page by page`,
    calls: 3 + pages,
    order: walkOrder(pages),
    async ready(stage) {
      await stage.clear();
      await stage.requests(records);
      return { work: { do: 'walk' }, expect: records };
    },
  };
}

function row({ what, calls, order }: Case, measured: Measured, latency: number): Row {
  const { milliseconds, waited, most, busy, peak } = measured;
  const more = {
    'calls ÷ 16 × latency': (calls / AT_ONCE) * latency,
    'most at once': most,
    'at once on average': waited / milliseconds,
    'processor, ms': busy,
    'peak memory, MiB': peak,
  };
  if (latency === 0) return { what, ours: milliseconds, more };
  const target = { of: 'overFloor', atMost: 1.5 } as const;
  return {
    what,
    ours: milliseconds,
    floor: leastTime(calls, order, AT_ONCE, latency),
    ...(latency === 100 && { target }),
    more,
  };
}

/** How many calls are made one after the other, whatever the machine does: what time comes to when calls are all that takes any. */
async function chains(stage: Stage, cases: readonly Case[]): Promise<Table> {
  const rows: Row[] = [];
  for (const one of cases) {
    const { work, expect } = await one.ready(stage);
    const floor = leastTime(one.calls, one.order, AT_ONCE, 1);
    rows.push({
      what: one.what,
      ours: await stage.chain(work, expect),
      floor,
      target: { of: 'overFloor', atMost: 1.5 },
    });
  }
  return { title: 'Calls one after the other, 16 at once', unit: 'calls', rows };
}

/** From the smallest to the largest of each kind, at the longest latency. */
function slopes(took: ReadonlyMap<Case, number>): Table {
  const kinds = grouped([...took], ([{ kind }]) => kind);
  const rows = [...kinds].flatMap(([kind, runs]): Row[] => {
    const [first, last] = [runs.at(0), runs.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    const [[small, before], [large, after]] = [first, last];
    return [{ what: `${kind}, ${small.size} to ${large.size}`, ours: (after - before) / (large.size - small.size) }];
  });
  return { title: `Growth, ${LATENCIES.at(-1)} ms a call`, unit: 'ms for each table or record more', rows };
}

/** Whether ten times the records or partitions take more memory. */
async function memory(stage: Stage): Promise<Table> {
  const peak = async (one: Case, nodeOptions: readonly string[]) => {
    const { work, expect } = await one.ready(stage);
    return (await stage.run(work, expect, 0, nodeOptions)).peak;
  };
  const pair = async (what: string, few: Case, many: Case, nodeOptions: readonly string[] = []): Promise<Row> => {
    const target = { of: 'ratio', atMost: 1.25 } as const;
    return { what, reference: await peak(few, nodeOptions), ours: await peak(many, nodeOptions), target };
  };
  const [few, many] = [creation(10, 1_000), creation(10, 10_000)];
  return {
    title: 'Peak memory of ten times as much',
    unit: 'MiB',
    reference: 'a tenth of it',
    rows: [
      await pair('walk 10,000 pending, page by page', walking(1_000), walking(10_000)),
      await pair('create 10 × 10,000', few, many),
      await pair('create 10 × 10,000, the collector as the bot has it', few, many, BOT_NODE_OPTIONS),
    ],
  };
}
