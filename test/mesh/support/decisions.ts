import { isMeshError, MeshError, type MeshErrorCode } from '../../../src/mesh/errors.ts';
import { fulfil } from '../../../src/mesh/fulfilment.ts';
import type { FrozenPlan, Order, Outcome } from '../../../src/mesh/order.ts';
import type { Subscription } from '../../../src/mesh/subscription.ts';
import type { FulfilOptions } from '../../../src/mesh/work.ts';
import { grantsOf, MESH, RETAIL, type TestMesh } from './mesh.ts';

export const ACTOR = 'slack-U0RITA';
/** The session that retail's decisions are made in. */
export const PRODUCER = `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${RETAIL}/${ACTOR}`;
export const DECIDED_AT = new Date('2026-11-23T07:00:01.500Z');

/** Tables of these names. */
export const tables = (...names: string[]) => names.map((Name) => ({ Name }));

/** Decisions on the mesh of a test. */
export function decisions(mesh: () => TestMesh) {
  const run = (subscription: Subscription, order: Order, over: Partial<FulfilOptions> = {}): Promise<Outcome> =>
    fulfil(mesh().desk, subscription, order, { actor: ACTOR, decidedAt: DECIDED_AT, ...over });
  return {
    run,
    /** A request, approved half an hour before everything else is decided. */
    async approved(over: Partial<Subscription> = {}, order: Partial<Extract<Order, { kind: 'approve' }>> = {}) {
      const request = await mesh().request(over);
      await run(request, { kind: 'approve', ...order }, { decidedAt: new Date('2026-11-23T06:30:00Z') });
      return mesh().record(request.SubscriptionId);
    },
    /** Marketing's grants on tables, the database's own left out. */
    tableGrants: async () => (await grantsOf(await mesh().asProducer())).filter((line) => !line.startsWith('db ')),
    /** Calls of Glue, Lake Formation, RAM and S3. */
    awsCalls(): number {
      const counts = Object.entries(mesh().lake.calls().counts).filter(([name]) => !name.startsWith('sts:'));
      return counts.reduce((sum, [, count]) => sum + count, 0);
    },
  };
}

/** Keeps the frozen plan, as the operation's item would. */
export function frozenKeeper() {
  let frozen: FrozenPlan | undefined;
  return {
    keep: async (plan: FrozenPlan) => {
      frozen = plan;
    },
    kept: () => (frozen ? { frozen } : {}),
  };
}

/** The code that `work` is rejected with. */
export async function codeOf(work: Promise<unknown>): Promise<MeshErrorCode | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof MeshError) return error.code;
    throw error;
  }
}

/** Passes over what AWS refused. */
export function unlessRefused(error: unknown): void {
  if (!isMeshError(error, 'AwsCallFailed')) throw error;
}
