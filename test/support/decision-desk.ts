import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { Person } from '../../src/mesh/authority.ts';
import type { DecisionDesk } from '../../src/mesh/decision.ts';
import { isMeshError, type MeshErrorCode } from '../../src/mesh/errors.ts';
import type { Operation } from '../../src/mesh/operation.ts';
import { askerStore } from '../../src/mesh/stores/askers.ts';
import { directory } from '../../src/mesh/stores/directory.ts';
import { operationStore } from '../../src/mesh/stores/operations.ts';
import { partiesOf } from '../../src/mesh/stores/parties.ts';
import { singleReads } from '../../src/mesh/stores/reads.ts';
import { subscriptionStore } from '../../src/mesh/stores/subscriptions.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { anAccount, aSubscription, marketing } from './factories.ts';
import { openTables, type TestTables } from './tables.ts';

/** Approvers of retail besides Rita. */
export const approvers = Array.from({ length: 8 }, (_, at) => `U0APPROVER${at}`);
export const now = () => new Date('2026-11-23T06:30:00.123Z');

/** Decisions on DynamoDB Local, with retail and marketing connected. */
export async function openDecisions() {
  const tables = await openTables();
  const deskAt = (documents: TestTables['documents']): DecisionDesk => ({
    subscriptions: subscriptionStore(documents, tables.subscriptionsTable),
    operations: operationStore(documents, tables.meshdeskTable),
    parties: partiesOf(singleReads(documents), tables.meshdeskTable),
    now,
  });
  const desk = deskAt(tables.documents);
  const askers = askerStore(tables.documents, tables.meshdeskTable);
  const retail = anAccount({ approvers: { users: ['U0RITA', ...approvers], groups: [] } });
  const accounts = directory(tables.documents, tables.meshdeskTable);
  await accounts.connect(retail, undefined, 'U0ADA', now());
  await accounts.connect(marketing(), undefined, 'U0ADA', now());
  const put = async (Item: Subscription) => {
    await tables.documents.send(new PutCommand({ TableName: tables.subscriptionsTable, Item }));
  };
  return {
    desk,
    deskAt,
    askers,
    directory: accounts,
    tables,
    put,
    close: () => tables.close(),
    /** Puts a request. */
    asked: async (over: Partial<Subscription> = {}): Promise<Subscription> => {
      const Item = aSubscription({ SubscriptionId: ulid(), ...over });
      await put(Item);
      return Item;
    },
    /** Ends the operation that was claimed. */
    ended: async (subscriptionId: string, over: Partial<Operation>): Promise<Operation> => {
      const found = (await desk.operations.get(subscriptionId)) as Operation;
      const running = await desk.operations.takeUp(found, 'w', now());
      await desk.operations.finish({ ...running, state: 'done', ...over });
      return (await desk.operations.get(subscriptionId)) as Operation;
    },
  };
}

/** A full member, in no group. */
export const as = (userId: string) => async (): Promise<Person> => ({
  userId,
  standing: 'member',
  groups: [],
  admin: false,
});

/** The details of the coded error that `work` has to end in. */
export async function refused(work: Promise<unknown>, code: MeshErrorCode): Promise<Record<string, unknown>> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isMeshError(error, code)) throw new Error(`not refused as ${code}`, { cause: error });
  return error.details;
}
