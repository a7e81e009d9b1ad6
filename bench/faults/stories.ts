import { CreatePartitionCommand, GetTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import { AddLFTagsToResourceCommand, CreateLFTagCommand } from '@aws-sdk/client-lakeformation';
import { onChange } from '../../src/handlers/on-change.ts';
import { onSubscription } from '../../src/handlers/on-subscription.ts';
import { orderProducts } from '../../src/mesh/creation.ts';
import { takeDecision } from '../../src/mesh/decision.ts';
import { isMeshError } from '../../src/mesh/errors.ts';
import { orderImport } from '../../src/mesh/import.ts';
import type { Order } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import type { OperationRef } from '../../src/mesh/stores/keys.ts';
import type { Piece, Story } from './kill.ts';
import { aRequest, RETAIL } from './place.ts';

const { SubscriptionId: ID } = aRequest();
const PRODUCTS = '01JDBZ0000000000000000FAUL';
const AGAIN = '01JDBZ0000000000000000FAVM';

/** A consumer asks for access. */
export const ASKED: Piece = (_worker, place) => place.put(aRequest());
/** The subscriptions table's stream: the card is brought up to date. */
export const SHOWN: Piece = ({ desk }) => onSubscription(desk, ID);
/** The stream of Meshdesk's table: the operation is run. */
const run =
  (kind: OperationRef['kind'], id = ID): Piece =>
  ({ desk, name }) =>
    onChange(desk, name, { kind, id, turned: true });

/** Somebody looks at what the order would change, and decides; having heard nothing, they click again. */
const decides =
  (order: Order, actor = 'U0RITA'): Piece =>
  async ({ desk }) => {
    const read = await desk.subscriptions.get(ID, { consistent: true });
    if (!read?.readable) throw new Error('the request is not there');
    const { plan } = await lookAt(desk.mesh, read.subscription, order, `slack-${actor}`);
    const wish = { subscriptionId: ID, order, planHash: plan.hash };
    await takeDecision(desk, wish, (...accounts) => desk.people.person(actor, accounts)).catch(unlessDoneBy(actor));
  };

/** Whoever clicks again is told that it is under way: by themselves. */
function unlessDoneBy(actor: string) {
  return (error: unknown) => {
    if (!isMeshError(error, 'DecisionTaken') || error.details.by !== actor) throw error;
  };
}

const decided = (order: Order): Piece[] => [decides(order), run('decision'), SHOWN];
const imports: Piece = ({ desk }) =>
  orderImport(desk, { subscriptionId: ID }, (account) => desk.people.person('U0MAYA', [account])).catch(
    unlessDoneBy('U0MAYA'),
  );
const creates =
  (productsId: string): Piece =>
  ({ desk }) => {
    const parameters = {
      sourceDatabaseName: 'tpcds',
      tableNameRegex: 'store|web_page|inventory',
      exposeDataMeshDbName: 'shops',
    };
    const order = { kind: 'create' as const, accountId: RETAIL, parameters };
    return orderProducts(desk, { productsId, order }, (account) => desk.people.person('U0RITA', [account]));
  };

/** Somebody describes one of the tables in its own account, puts an LF-tag on another, and a third has a day more. */
const sourceChanges: Piece = async ({ desk }) => {
  const who = { role: 'producer', accountId: RETAIL, actor: 'rita' } as const;
  const { glue, lakeFormation } = await desk.mesh.sessions.inAccount(who);
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'tpcds', Name: 'store' }));
  const { Name, StorageDescriptor, PartitionKeys, TableType, Parameters } = Table ?? {};
  const TableInput = { Name, StorageDescriptor, PartitionKeys, TableType, Parameters, Description: 'Every store.' };
  await glue.send(new UpdateTableCommand({ DatabaseName: 'tpcds', TableInput }));
  await lakeFormation.send(new CreateLFTagCommand({ TagKey: 'zone', TagValues: ['gold'] }));
  const Resource = { Table: { DatabaseName: 'tpcds', Name: 'web_page' } };
  await lakeFormation.send(
    new AddLFTagsToResourceCommand({ Resource, LFTags: [{ TagKey: 'zone', TagValues: ['gold'] }] }),
  );
  const PartitionInput = { Values: ['2452643'], StorageDescriptor };
  await glue.send(new CreatePartitionCommand({ DatabaseName: 'tpcds', TableName: 'inventory', PartitionInput }));
};

/** Rita approves what was asked for, it is carried out, and the card shows it. */
export const APPROVED: Piece[] = decided({ kind: 'approve' });
const WITH_CHANGES: Order = {
  kind: 'approve',
  tables: ['web_sales', 'store_sales'],
  grantPermissions: ['SELECT'],
  grantablePermissions: [],
  columns: { web_sales: { exclude: ['ws_net_profit'] } },
  rowFilters: { store_sales: 'ss_store_sk = 1' },
  notes: 'Not the profit.',
};

/** Every operation that there is, from the click to the card. */
export const STORIES: readonly Story[] = [
  { name: 'ask (a card for a request)', before: [ASKED], pieces: [SHOWN] },
  { name: 'approve', before: [ASKED, SHOWN], pieces: APPROVED },
  { name: 'approve with changes', before: [ASKED, SHOWN], pieces: decided(WITH_CHANGES) },
  { name: 'deny', before: [ASKED, SHOWN], pieces: decided({ kind: 'deny', notes: 'Ask for less.' }) },
  {
    name: 'change',
    before: [ASKED, SHOWN, ...APPROVED],
    pieces: decided({
      kind: 'change',
      grantPermissions: ['INSERT'],
      grantablePermissions: [],
      notes: 'They write now.',
    }),
  },
  { name: 'revoke', before: [ASKED, SHOWN, ...APPROVED], pieces: decided({ kind: 'revoke', notes: 'Over.' }) },
  {
    name: 'withdraw (revoke what is pending)',
    before: [ASKED, SHOWN],
    pieces: decided({ kind: 'revoke', notes: 'Not needed.' }),
  },
  { name: 'import', before: [ASKED, SHOWN, ...APPROVED], pieces: [imports, run('import'), SHOWN] },
  { name: 'create data products', before: [], pieces: [creates(PRODUCTS), run('creation', PRODUCTS)] },
  {
    name: 'create data products again',
    before: [creates(PRODUCTS), run('creation', PRODUCTS), sourceChanges],
    pieces: [creates(AGAIN), run('creation', AGAIN)],
  },
];
