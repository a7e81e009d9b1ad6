import {
  approveFloor,
  type Calls,
  changeFloor,
  createFloor,
  importFloor,
  listFloor,
  revokeFloor,
  type Service,
  total,
} from './core/floors.ts';
import { openStage, type Stage } from './core/stage.ts';
import type { Measured } from './core/worker.ts';
import type { Row, Table } from './report.ts';

/** What the Python library needed, measured on the same stand-in with nothing in the tables but what is named. */
const PYTHON: Record<string, number> = { 'create 20 × 100': 2430, 'create 50 × 100': 6060, 'approve 20': 185 };
const CREATIONS = [1, 20, 50, 500].flatMap((tables) => [0, 100, 1000].map((partitions) => ({ tables, partitions })));
const DECIDED = [1, 20, 200];
const PENDING = [10, 1_000, 10_000];
/** The tags that a product has: its domain and its name. */
const KEYS = 2;

/** How many AWS calls each piece of work is, beside the fewest that it can be. */
export async function calls(): Promise<Table[]> {
  const stage = await openStage();
  try {
    const rows: Row[] = [];
    for (const creation of CREATIONS) rows.push(await created(stage, creation));
    for (const tables of DECIDED) rows.push(...(await decided(stage, tables)));
    for (const count of PENDING) rows.push(await listed(stage, count));
    return [
      { title: 'AWS calls of the library, a fresh process each', unit: 'calls', reference: 'Python library', rows },
    ];
  } finally {
    await stage.close();
  }
}

async function created(stage: Stage, { tables, partitions }: { tables: number; partitions: number }): Promise<Row> {
  await stage.clear();
  await stage.source(tables, partitions);
  const floor = createFloor({ tables, partitions, keys: KEYS });
  return row(`create ${tables} × ${partitions}`, await stage.run({ do: 'create' }, tables), floor);
}

async function decided(stage: Stage, tables: number): Promise<Row[]> {
  await stage.clear();
  await stage.shared(tables);
  const [subscriptionId = ''] = (await stage.requests(1)).ids;
  const run = (what: 'approve' | 'change' | 'revoke') => stage.run({ do: what, subscriptionId }, tables);
  return [
    row(`approve ${tables}`, await run('approve'), approveFloor(tables)),
    row(`import ${tables}`, await stage.run({ do: 'import', subscriptionId }, 1), importFloor()),
    row(`change ${tables}`, await run('change'), changeFloor(tables)),
    row(`revoke ${tables}`, await run('revoke'), revokeFloor(tables)),
  ];
}

async function listed(stage: Stage, count: number): Promise<Row> {
  await stage.clear();
  const { bytes } = await stage.requests(count);
  return row(`list ${count} pending`, await stage.run({ do: 'list' }, count), listFloor(bytes));
}

const SERVICES: Service[] = ['sts', 'dynamodb', 'glue', 'lakeformation', 'ram', 's3'];

function row(what: string, { calls }: Measured, floor: Calls): Row {
  const reference = PYTHON[what];
  return {
    what,
    ours: total(calls),
    ...(reference !== undefined && { reference }),
    floor: total(floor),
    target: { of: 'overFloor', atMost: 1.15 },
    more: Object.fromEntries(SERVICES.map((service) => [service, `${calls[service] ?? 0} (${floor[service] ?? 0})`])),
  };
}
