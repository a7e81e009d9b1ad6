import { GetTableCommand, type Table } from '@aws-sdk/client-glue';
import { type Imported, importSubscription } from './access/import.ts';
import { type Left, leaveSubscription } from './access/leave.ts';
import { ownSubscription } from './access/own.ts';
import { type AccessParameters, requestAccess } from './access/request.ts';
import { unless } from './aws/failures.ts';
import { MeshError } from './errors.ts';
import { checked, glueName } from './input.ts';
import { type DataMeshOptions, type Office, openOffice } from './library.ts';
import { type ListParameters, listAll, listPage, type SubscriptionList } from './listing.ts';
import { subscriptionStore } from './stores/subscriptions.ts';
import { isOpen, type Subscription } from './subscription.ts';

/** A request that was made, with the original's names and the record's id and status. */
export interface AccessRequest {
  Type: 'Database' | 'Table';
  Database: string;
  /** Absent for a whole database. */
  Table?: string[];
  SubscriptionId: string;
  Status: Subscription['Status'];
  /** The same was asked for before and is still open: this is that request. */
  Existing: boolean;
}

/**
 * What a data consumer does on the mesh: the operations of the original's `DataMeshConsumer`. The account is that of the
 * credentials. Every method may throw AccountUnreachable and AwsCallFailed besides what it names.
 */
export class DataMeshConsumer {
  readonly #office: Office;

  /** Throws InvalidParameter; nothing is called before the first method is. */
  constructor(options: DataMeshOptions) {
    this.#office = openOffice(options);
  }

  /** Asks for tables, expressions or a whole database. Throws InvalidParameter, DatabaseNotFound. */
  async requestAccessToProduct(parameters: AccessParameters): Promise<AccessRequest> {
    const { desk, log } = this.#office;
    const { subscription, existing } = await requestAccess(desk, await this.#office.who(), parameters);
    const { SubscriptionId, Status, DatabaseName, TableName } = subscription;
    log('INFO', `${existing ? 'Found' : 'Made'} request ${SubscriptionId}.`);
    return {
      Type: TableName ? 'Table' : 'Database',
      Database: DatabaseName,
      ...(TableName && { Table: TableName }),
      SubscriptionId,
      Status,
      Existing: existing,
    };
  }

  /** Imports what was granted. Throws SubscriptionNotFound, WrongStatus, ShareUnavailable, NameTaken, StatusMoved. */
  async finalizeSubscription({ subscriptionId }: { subscriptionId: string }): Promise<Imported> {
    const { desk, log } = this.#office;
    const imported = await importSubscription(desk, await this.#office.who(), subscriptionId);
    log('INFO', `Imported ${subscriptionId} as database ${imported.DatabaseName}.`);
    return imported;
  }

  /** Every product that this account has, or has asked for. */
  async listProductAccess(): Promise<SubscriptionList> {
    const { store, accountId } = await this.#records();
    return listAll(store, 'subscriber', accountId, (record) => record.Status === 'Active' || isOpen(record));
  }

  /** Subscriptions of this account, filtered, in pages. Throws InvalidParameter. */
  async listSubscriptions(parameters: ListParameters = {}): Promise<SubscriptionList> {
    const { store, accountId } = await this.#records();
    return listPage(store, 'subscriber', accountId, parameters);
  }

  /** Throws SubscriptionNotFound, also for somebody else's. */
  async getSubscription({ subscriptionId }: { subscriptionId: string }): Promise<Subscription> {
    const { store, accountId } = await this.#records();
    return ownSubscription(store, 'SubscriberPrincipal', accountId, subscriptionId);
  }

  /** A table of this account's catalog, links included, as Glue's GetTable tells it. Throws InvalidParameter, TableNotFound. */
  async getTableInfo(parameters: { databaseName: string; tableName: string }): Promise<Table> {
    const databaseName = checked('databaseName', glueName, parameters.databaseName);
    const tableName = checked('tableName', glueName, parameters.tableName);
    const who = await this.#office.who();
    const { glue } = await this.#office.desk.sessions.inAccount({ ...who, role: 'consumer' });
    const found = await unless('EntityNotFoundException', undefined, () =>
      glue.send(new GetTableCommand({ DatabaseName: databaseName, Name: tableName })),
    );
    if (found?.Table) return found.Table;
    throw new MeshError('TableNotFound', { accountId: who.accountId, databaseName, tableName });
  }

  /** Leaves a subscription; see `leaveSubscription`. Throws InvalidParameter, SubscriptionNotFound, WrongStatus, StatusMoved. */
  async deleteSubscription(parameters: { subscriptionId: string; reason: string }): Promise<Left> {
    const { subscriptionId, reason } = parameters;
    const left = await leaveSubscription(this.#office.desk, await this.#office.who(), subscriptionId, reason);
    this.#office.log('INFO', `Left ${subscriptionId}.`);
    return left;
  }

  /** Ends the connections that the AWS SDK keeps open. */
  close(): void {
    this.#office.desk.sessions.close();
  }

  async #records() {
    const { desk } = this.#office;
    const who = await this.#office.who();
    const { documents } = await desk.sessions.inMesh({ ...who, role: 'consumer' });
    return { ...who, store: subscriptionStore(documents, desk.subscriptionsTable) };
  }
}
