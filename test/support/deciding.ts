import { GrantPermissionsCommand, type Permission } from '@aws-sdk/client-lakeformation';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decidedIn } from '../../src/mesh/decided.ts';
import { takeDecision } from '../../src/mesh/decision.ts';
import type { MeshDesk } from '../../src/mesh/desk.ts';
import { asOwned, type Operation } from '../../src/mesh/operation.ts';
import type { Order } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import { runOperation } from '../../src/mesh/run-operation.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { takeBackAbandoned } from '../../src/mesh/taking-back.ts';
import { meshTime } from '../../src/mesh/time.ts';
import { tables } from '../mesh/support/decisions.ts';
import { grantsOf, MARKETING, openMesh, publish, TPCDS } from '../mesh/support/mesh.ts';
import { as, openDecisions } from './decision-desk.ts';

interface How {
  /** Other than the one that is looked at now. */
  planHash?: string;
  overturns?: boolean;
  /** Done when the plan is frozen, before it is carried out. */
  whenFrozen?: () => Promise<void>;
  /** The first worker dies when this has been, or is to be, noted. */
  killedAt?: 'freeze' | 'finish';
}

/** So often a worker comes back to an operation that was broken off. */
const MOST_ATTEMPTS = 6;
const LIBRARY = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/rhea.stone';

/** Decisions on these tables of retail's that Rita takes and a worker carries out, on both tables and the stand-in for the lake; each a minute after the one before. */
export async function openDeciding(...names: string[]) {
  const [mesh, decisions] = await Promise.all([openMesh(), openDecisions()]);
  const { documents, subscriptionsTable: TableName } = decisions.tables;
  let clock = new Date('2026-11-23T07:00:00.500Z').getTime();
  const now = () => new Date(clock);
  const tick = () => {
    clock += 60_000;
  };
  const desk = { ...decisions.desk, now };
  const alone: MeshDesk = { ...mesh.desk, subscriptionsTable: TableName };
  const meshDesk: MeshDesk = { ...alone, decided: decidedIn(desk.operations), claimed: desk.operations.claimedOf };
  const session = await mesh.asProducer();
  await publish(session, TPCDS, tables(...names));

  const record = async (id: string): Promise<Subscription> => {
    const read = await desk.subscriptions.get(id, { consistent: true });
    if (!read?.readable) throw new TypeError(`${id} cannot be read`);
    return read.subscription;
  };
  const preview = async (id: string, order: Order) =>
    lookAt(meshDesk, asOwned(await record(id), await desk.operations.get(id)), order, 'slack-U0RITA', { tags: false });
  const run = async (id: string, { whenFrozen, killedAt }: How): Promise<void> => {
    let alive = killedAt === undefined;
    const dies = (where: How['killedAt']) => {
      if (alive || where !== killedAt) return;
      alive = true;
      // Its lease runs out.
      tick();
      throw new Error('killed');
    };
    const freeze: typeof desk.operations.freeze = async (...args) => {
      await desk.operations.freeze(...args);
      await whenFrozen?.();
      dies('freeze');
    };
    const finish: typeof desk.operations.finish = async (...args) => {
      dies('finish');
      return desk.operations.finish(...args);
    };
    for (let attempt = 1; ; attempt += 1) {
      const bench = { operations: { ...desk.operations, freeze, finish }, worker: `w${attempt}`, now };
      try {
        await runOperation({ desk: meshDesk, subscriptions: desk.subscriptions, bench }, id);
        return;
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
      }
    }
  };
  const write = async (SubscriptionId: string, values: Record<string, unknown>) => {
    tick();
    await put(SubscriptionId, { UpdatedDate: meshTime(now()), UpdatedBy: LIBRARY, ...values });
  };
  const put = async (SubscriptionId: string, all: Record<string, unknown>) => {
    const names = Object.keys(all);
    const UpdateExpression = `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`;
    const [ExpressionAttributeNames, ExpressionAttributeValues] = [
      Object.fromEntries(names.map((name) => [`#${name}`, name])),
      Object.fromEntries(names.map((name) => [`:${name}`, all[name]])),
    ];
    const expressions = { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues };
    await documents.send(new UpdateCommand({ TableName, Key: { SubscriptionId }, ...expressions }));
  };
  const grant = async (tables: readonly string[], Permissions: Permission[]) => {
    for (const Name of tables) {
      const Resource = { Table: { DatabaseName: TPCDS, Name } };
      const Principal = { DataLakePrincipalIdentifier: MARKETING };
      await session.lakeFormation.send(new GrantPermissionsCommand({ Principal, Resource, Permissions }));
    }
  };

  return {
    ...{ lake: mesh.lake, alone, sessions: meshDesk.sessions, record, preview },
    asked: async (over: Partial<Subscription> = {}) => (await decisions.asked(over)).SubscriptionId,
    /** Marketing's grants. */
    grants: () => grantsOf(session, MARKETING),
    /** Takes the decision for what is seen now, carries it out, and answers what it came to. */
    async decide(id: string, order: Order, how: How = {}): Promise<Operation> {
      const { planHash, overturns } = how;
      tick();
      const hash = planHash ?? (order.kind === 'deny' ? undefined : (await preview(id, order)).plan.hash);
      const { CreationDate: requested } = await record(id);
      const wish = {
        subscriptionId: id,
        requested,
        order,
        ...(hash && { planHash: hash }),
        ...(overturns && { overturns }),
      };
      await takeDecision(desk, wish, as('U0RITA'));
      await run(id, how);
      return (await desk.operations.get(id)) as Operation;
    },
    /** What the stream's reader does when the record was written, so many minutes later. */
    async heard(id: string, minutes = 0): Promise<Operation> {
      clock += minutes * 60_000;
      await takeBackAbandoned(desk, id);
      await run(id, {});
      return (await desk.operations.get(id)) as Operation;
    },
    /** Entries of this operation on the table are refused until the faults are cleared. */
    refuse(operation: 'BatchGrantPermissions' | 'BatchRevokePermissions', table: string) {
      const failEntry = { code: 'AccessDeniedException', message: 'not now', table };
      mesh.lake.addFault({ match: { operation }, action: { failEntry } });
    },
    /** Grants marketing SELECT on the table, for no subscription. */
    grantElsewhere: (table: string) => grant([table], ['SELECT']),
    /** As the Python library does it: on all that was asked for, whatever was chosen of it. */
    library: {
      /** Into the record, in a producer's session; `put` as nobody. */
      ...{ write, put },
      async change(id: string, PermittedGrants: Permission[]) {
        const { TableName: tables = [], PermittedGrants: before = [] } = await record(id);
        const added = PermittedGrants.filter((name) => !before.includes(name));
        if (added.length > 0) await grant(tables, [...added, 'DESCRIBE']);
        await write(id, { PermittedGrants, GrantableGrants: [] });
      },
      async approve(id: string) {
        const { TableName: tables = [], RequestedGrants } = await record(id);
        await grant(tables, [...new Set([...(RequestedGrants as Permission[]), 'DESCRIBE' as const])]);
        const GrantedTableARNs = tables.map((name) => `arn:aws:glue:us-east-1:555555555555:table/${TPCDS}/${name}`);
        await write(id, {
          Status: 'Active',
          PermittedGrants: RequestedGrants,
          GrantableGrants: null,
          GrantedTableARNs,
          RamShares: {},
        });
      },
      /** The same request again, which writes over the record. */
      async repeat(id: string) {
        tick();
        const { SubscriptionId, OwnerPrincipal, SubscriberPrincipal, DatabaseName, ...found } = await record(id);
        const { TableName: tables, RequestedGrants, CreatedBy } = found;
        const asked = { SubscriptionId, OwnerPrincipal, SubscriberPrincipal, DatabaseName, RequestedGrants, CreatedBy };
        const Item = { ...asked, TableName: tables, Status: 'Pending', CreationDate: meshTime(now()) };
        await documents.send(new PutCommand({ TableName, Item }));
      },
    },
    async close() {
      decisions.close();
      await mesh.close();
    },
  };
}
