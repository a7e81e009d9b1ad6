import { ownRecord, ownSubscription } from './access/own.ts';
import { type CreatedProducts, createDataProducts, type ProductHooks } from './data-products/create.ts';
import { getDataProduct, type ProductEntry } from './data-products/lookup.ts';
import { type MigrationParameters, migrateTablesToMesh } from './data-products/migrate.ts';
import type { ProductParameters } from './data-products/parameters.ts';
import { MeshError } from './errors.ts';
import { fulfil } from './fulfilment.ts';
import { checked, noteInput, onlyKnown } from './input.ts';
import { type DataMeshOptions, type Office, openOffice } from './library.ts';
import { type ListParameters, listAll, listPage, type SubscriptionList } from './listing.ts';
import type { Approval, Order, Outcome } from './order.ts';
import { lookAt } from './outlook.ts';
import type { Outlook } from './plan.ts';
import { subscriptionStore } from './stores/subscriptions.ts';
import { isOpen, type Subscription } from './subscription.ts';

/** An approval, with the specification's names (`approve_access_request`) and what can be narrowed beyond it. */
export interface ApproveParameters extends Omit<Approval, 'notes'> {
  requestId: string;
  decisionNotes?: string;
  /** Of the plan that `previewApproval` showed: anything else is PlanMoved, and nothing is written. */
  planHash?: string;
}

export interface UpdateParameters {
  subscriptionId: string;
  grantPermissions: string[];
  /** Absent: all that is granted. */
  grantablePermissions?: string[];
  notes: string;
}

/**
 * What a data producer does on the mesh: the operations of the specification `DataMeshProducer`. The account is that of the
 * credentials. Every method may throw AccountUnreachable and AwsCallFailed besides what it names.
 */
export class DataMeshProducer {
  readonly #office: Office;

  /** Throws InvalidParameter; nothing is called before the first method is. */
  constructor(options: DataMeshOptions) {
    this.#office = openOffice(options);
  }

  /**
   * Offers tables as data products; see `createDataProducts`. Throws InvalidParameter, DatabaseNotFound; what concerns one
   * table is in the result, and running again does what is missing.
   */
  async createDataProducts(parameters: ProductParameters, hooks: ProductHooks = {}): Promise<CreatedProducts> {
    const { desk, log } = this.#office;
    const made = await createDataProducts(desk, await this.#office.who(), parameters, hooks);
    log('INFO', `Shared ${made.Tables.length} tables in ${made.DatabaseName}, ${made.NotShared.length} not.`);
    return made;
  }

  /** Moves tables into the mesh, leaving links in their place; see `migrateTablesToMesh`. Throws as createDataProducts. */
  async migrateTablesToMesh(parameters: MigrationParameters, hooks: ProductHooks = {}): Promise<CreatedProducts> {
    const { desk, log } = this.#office;
    const made = await migrateTablesToMesh(desk, await this.#office.who(), parameters, hooks);
    log('INFO', `Moved ${made.Tables.length} tables to ${made.DatabaseName}, ${made.NotShared.length} not.`);
    return made;
  }

  /** Tables of the mesh with their locations. Throws InvalidParameter, DatabaseNotFound. */
  async getDataProduct(parameters: { databaseName: string; tableNameRegex?: string }): Promise<ProductEntry[]> {
    return getDataProduct(this.#office.desk, await this.#office.who(), parameters);
  }

  /** Every request to this account that nobody has decided yet, the original's repeats of decided ones among them. */
  async listPendingAccessRequests(): Promise<SubscriptionList> {
    const { store, accountId } = await this.#records();
    return listAll(store, 'owner', accountId, isOpen);
  }

  /** Subscriptions to this account's tables, filtered, in pages. Throws InvalidParameter. */
  async listSubscriptions(parameters: ListParameters = {}): Promise<SubscriptionList> {
    const { store, accountId } = await this.#records();
    return listPage(store, 'owner', accountId, parameters);
  }

  /** Throws SubscriptionNotFound, also for somebody else's. */
  async getSubscription({ subscriptionId }: { subscriptionId: string }): Promise<Subscription> {
    const { store, accountId } = await this.#records();
    return ownSubscription(store, 'OwnerPrincipal', accountId, subscriptionId);
  }

  /** What an approval would change: before and after, table by table, with the hash that approveAccessRequest takes. */
  async previewApproval(parameters: Omit<ApproveParameters, 'planHash'>): Promise<Outlook> {
    onlyKnown(parameters, APPROVAL);
    const { requestId, decisionNotes: _notes, ...approval } = parameters;
    const { actor } = await this.#office.who();
    const subscription = await this.getSubscription({ subscriptionId: requestId });
    return lookAt(this.#office.desk, subscription, { kind: 'approve', ...approval }, actor);
  }

  /**
   * Approves what is pending, or was denied. Throws InvalidParameter, SubscriptionNotFound, WrongStatus, ForeignTables,
   * NothingToGrant, PlanMoved (all before the first write), PartlyDone, StatusMoved.
   */
  async approveAccessRequest(parameters: ApproveParameters): Promise<Outcome> {
    onlyKnown(parameters, APPROVAL);
    const { requestId, decisionNotes, planHash, ...approval } = parameters;
    const order: Order = { kind: 'approve', ...approval, ...noted('decisionNotes', decisionNotes) };
    return this.#decide(requestId, order, planHash);
  }

  /** Denies what is pending. Throws InvalidParameter, SubscriptionNotFound, WrongStatus, StatusMoved. */
  async denyAccessRequest(parameters: { requestId: string; decisionNotes?: string }): Promise<Outcome> {
    onlyKnown(parameters, ['requestId', 'decisionNotes']);
    const { requestId, decisionNotes } = parameters;
    return this.#decide(requestId, { kind: 'deny', ...noted('decisionNotes', decisionNotes) });
  }

  /**
   * Brings what is granted to these permissions, adding and taking. Throws InvalidParameter, SubscriptionNotFound, WrongStatus,
   * ForeignTables, NothingToGrant, PartlyDone, StatusMoved.
   */
  async updateSubscriptionPermissions(parameters: UpdateParameters): Promise<Outcome> {
    onlyKnown(parameters, ['subscriptionId', 'grantPermissions', 'grantablePermissions', 'notes']);
    const { subscriptionId, notes, ...grants } = parameters;
    return this.#decide(subscriptionId, { kind: 'change', ...grants, notes: checked('notes', noteInput, notes) });
  }

  /**
   * Revokes what is granted, or withdraws what is pending; the record stays, with the reason. What other live subscriptions of
   * the same account need is spared, as their records say: any consumer may write those. Throws InvalidParameter, SubscriptionNotFound, WrongStatus, PartlyDone, StatusMoved.
   */
  async deleteSubscription(parameters: { subscriptionId: string; reason: string }): Promise<Outcome> {
    onlyKnown(parameters, ['subscriptionId', 'reason']);
    const { subscriptionId, reason } = parameters;
    return this.#decide(subscriptionId, { kind: 'revoke', notes: checked('reason', noteInput, reason) });
  }

  /** Ends the connections that the AWS SDK keeps open. */
  close(): void {
    this.#office.desk.sessions.close();
  }

  async #records() {
    const { desk } = this.#office;
    const who = await this.#office.who();
    const { documents } = await desk.sessions.inMesh({ ...who, role: 'producer' });
    return { ...who, store: subscriptionStore(documents, desk.subscriptionsTable) };
  }

  async #decide(subscriptionId: string, order: Order, planHash?: string): Promise<Outcome> {
    const { desk, log } = this.#office;
    const { store, accountId, actor } = await this.#records();
    const read = await ownRecord(store, 'OwnerPrincipal', accountId, subscriptionId);
    const options = { actor, decidedAt: desk.now(), ...(planHash !== undefined && { expectedHash: planHash }) };
    const outcome = await fulfil(desk, read.subscription, order, options, read);
    log('INFO', `${order.kind} ${subscriptionId}: ${outcome.state}, ${outcome.tables.length} tables.`);
    if (outcome.state === 'done') return outcome;
    throw new MeshError('PartlyDone', { subscriptionId, tables: outcome.tables });
  }
}

const APPROVAL = [
  'requestId',
  'grantPermissions',
  'grantablePermissions',
  'tables',
  'columns',
  'rowFilters',
  'decisionNotes',
  'planHash',
] as const satisfies (keyof ApproveParameters)[];

function noted(parameter: string, notes: string | undefined): { notes?: string } {
  return notes === undefined ? {} : { notes: checked(parameter, noteInput, notes) };
}
