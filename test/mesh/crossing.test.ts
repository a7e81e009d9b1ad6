import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/mesh/operation.ts';
import type { FrozenPlan, Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { tables } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';
import { openParty, type Party } from './support/party.ts';

/**
 * The second comes before each write of the first: what the first has read by then is as old as it can be. With MESHDESK_CROSSING=calls
 * it comes before each call; with MESHDESK_CROSSING=all it stops at each of its own as well, while the first goes on to its end.
 */
const HOW = process.env.MESHDESK_CROSSING;
const ALL = HOW === 'all';
const STOPS = { writesAlone: HOW === undefined };
const EACH = HOW === undefined ? 'before each of its writes' : 'before each of its calls';

/** So many ways are tried side by side: most of the time is spent in waiting. */
const LANES = 8;

let mesh: TestMesh;
let lanes: [Party, Party][];
beforeAll(async () => {
  mesh = await openMesh();
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales'));
  // One after the other: each makes the modules anew.
  lanes = [];
  for (let lane = 0; lane < LANES; lane += 1) lanes.push([await openParty(mesh, STOPS), await openParty(mesh, STOPS)]);
}, 60_000);
afterAll(async () => {
  for (const party of lanes.flat()) party.close();
  await mesh.close();
});

type Operations = Map<string, Operation> | undefined;
/** Decides, having been given what there has to be before. */
type Deed = (party: Party) => Promise<void>;
type Kind = 'approve' | 'revoke' | 'change' | 'lose' | 'take back';

const READ = { RequestedGrants: ['SELECT', 'DESCRIBE'] };
const WRITE = { RequestedGrants: ['SELECT', 'INSERT', 'DESCRIBE'] };
const APPROVE: Order = { kind: 'approve' };

/** Makes the subscription that the deed is about. */
const DEEDS: Record<Kind, (before: Party, request: Subscription, operations: Operations) => Promise<Deed>> = {
  approve: async (_before, request, operations) => (party) => party.decide(request, APPROVE, { operations }),
  revoke: async (before, request, operations) => {
    const active = await approved(before, request, operations);
    return (party) => party.decide(active, { kind: 'revoke', notes: 'Over.' }, { operations });
  },
  change: async (before, request, operations) => {
    const active = await approved(before, request, operations);
    const reads = !request.RequestedGrants.includes('INSERT');
    const order: Order = { kind: 'change', grantPermissions: [reads ? 'INSERT' : 'SELECT'], notes: 'Otherwise.' };
    return (party) => party.decide(active, order, { operations });
  },
  lose: async (_before, request, operations) => (party) =>
    unlessMoved(party.decide(request, APPROVE, { operations, meanwhile: () => deniedElsewhere(request) })),
  'take back': async (before, request, operations) => {
    let frozen: FrozenPlan | undefined;
    const meanwhile = async (plan: FrozenPlan) => {
      frozen = plan;
    };
    await expect(before.decide(request, APPROVE, { operations, meanwhile, dies: true })).rejects.toThrow('died');
    return (party) => party.decide(request, { kind: 'deny', notes: 'Never mind.' }, { operations, frozen });
  },
};

async function approved(before: Party, request: Subscription, operations: Operations): Promise<Subscription> {
  await before.decide(request, APPROVE, { operations });
  return mesh.record(request.SubscriptionId);
}

const deniedElsewhere = (request: Subscription) =>
  mesh.put({
    ...request,
    Status: 'Denied',
    UpdatedDate: '2026-11-23 06:59:59',
    UpdatedBy: 'arn:aws:sts::1:assumed-role/r/cli',
  });

async function unlessMoved(deciding: Promise<void>): Promise<void> {
  await expect(deciding).rejects.toMatchObject({ code: 'StatusMoved' });
}

let consumers = 0;

interface Crossing {
  kinds: readonly [Kind, Kind];
  byMeshdesk: boolean;
  /** What is being approved is not in the index yet when the other looks. */
  late?: boolean;
}

/** The second decides between the calls `at - 1` and `at` of the first; with `until`, up to its own call of that number. Tells how many calls they made. */
async function cross(
  [first, second]: [Party, Party],
  { kinds, byMeshdesk, late }: Crossing,
  at: number,
  until: number,
) {
  consumers += 1;
  const consumer = String(900_000_000_000 + consumers);
  mesh.lake.addAccount(consumer);
  const operations: Operations = byMeshdesk ? new Map() : undefined;
  const asked = { SubscriberPrincipal: consumer, TableName: ['web_sales'] };
  const requests = [await mesh.request({ ...asked, ...READ }), await mesh.request({ ...asked, ...WRITE })] as const;
  const deeds = [
    await DEEDS[kinds[0]](first, requests[0], operations),
    await DEEDS[kinds[1]](first, requests[1], operations),
  ] as const;
  const approval = kinds.indexOf('approve');
  if (late) [second, first][approval]?.unlisted.add(String(requests[approval]?.SubscriptionId));
  const stopped = [first.gate.stopAt(at), second.gate.stopAt(until)];
  const one = deeds[0](first);
  await Promise.race([stopped[0], one]);
  const firstCalls = first.gate.calls;
  const other = deeds[1](second);
  await Promise.race([stopped[1], other]);
  first.gate.release();
  await one;
  const secondCalls = second.gate.calls;
  second.gate.release();
  await other;
  for (const party of [first, second]) party.unlisted.clear();
  const records = await Promise.all(requests.map(({ SubscriptionId }) => mesh.record(SubscriptionId)));
  const held = await grantsOf(await mesh.asProducer(), consumer);
  return { held, wanted: wantedBy(records), over: firstCalls < at, otherOver: secondCalls < until };
}

/** What the records that read Active list, as `grantsOf` tells it. */
function wantedBy(records: readonly Subscription[]): string[] {
  const active = records.filter(({ Status }) => Status === 'Active');
  if (active.length === 0) return [];
  const options = new Set(active.flatMap(({ GrantableGrants = [] }) => GrantableGrants));
  const permissions = [...new Set(active.flatMap(({ PermittedGrants = [] }) => PermittedGrants))].sort();
  const told = (names: string[]) => names.map((name) => (options.has(name) ? `${name}+` : name)).join(' ');
  const select = permissions.includes('SELECT') ? [`web_sales(*): ${told(['SELECT'])}`] : [];
  return [
    `db ${TPCDS}: DESCRIBE`,
    ...select,
    `web_sales: ${told(permissions.filter((name) => name !== 'SELECT'))}`,
  ].sort();
}

/** Every way in which the second comes between the calls of the first, so many of them side by side. */
async function everyCrossing(crossing: Crossing): Promise<string[]> {
  const wrong: string[] = [];
  let next = 1;
  let last = Number.POSITIVE_INFINITY;
  const inLane = async (lane: [Party, Party]) => {
    for (let at = next++; at <= last; at = next++) {
      for (let until = ALL ? 2 : Number.POSITIVE_INFINITY; ; until += 1) {
        const { held, wanted, over, otherOver } = await cross(lane, crossing, at, until);
        const is = held.join(', ');
        if (is !== wanted.join(', '))
          wrong.push(`before call ${at}, until ${until}: ${is} instead of ${wanted.join(', ')}`);
        if (over) last = Math.min(last, at);
        if (otherOver) break;
      }
    }
  };
  // A lane that fails ends the others: the next test needs them all.
  const ending = lanes.map((lane) =>
    inLane(lane).finally(() => {
      last = Math.min(last, next - 1);
    }),
  );
  const failed = (await Promise.allSettled(ending)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return wrong;
}

const PAIRS: readonly (readonly [Kind, Kind])[] = [
  ['approve', 'approve'],
  ['approve', 'revoke'],
  ['revoke', 'approve'],
  ['approve', 'change'],
  ['change', 'approve'],
  ['change', 'revoke'],
  ['revoke', 'change'],
  ['change', 'change'],
  ['revoke', 'revoke'],
  ['lose', 'approve'],
  ['approve', 'lose'],
  ['lose', 'revoke'],
  ['revoke', 'lose'],
];
const BY_MESHDESK: readonly (readonly [Kind, Kind])[] = [...PAIRS, ['take back', 'approve'], ['approve', 'take back']];

describe.each([
  ['by records alone', false, PAIRS],
  ['by decisions of Meshdesk', true, BY_MESHDESK],
] as const)(
  'two subscriptions to one table, %s: whatever Active lists is held, and nothing else, when',
  (_how, byMeshdesk, pairs) => {
    it.each(pairs)(
      `%s is crossed by %s ${EACH}`,
      async (...kinds) => {
        expect(await everyCrossing({ kinds, byMeshdesk })).toEqual([]);
      },
      600_000,
    );
  },
);

it.each([
  ['approve', 'revoke'],
  ['revoke', 'approve'],
] as const)(
  `a request that the index does not list yet is met all the same when %s is crossed by %s ${EACH}`,
  async (...kinds) => {
    expect(await everyCrossing({ kinds, byMeshdesk: true, late: true })).toEqual([]);
  },
  600_000,
);
