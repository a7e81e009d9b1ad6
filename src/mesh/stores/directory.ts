import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { monotonicFactory } from 'ulid';
import type { Account } from '../account.ts';
import { getMany } from './get-many.ts';
import type { Happened } from './history.ts';
import { keys, LISTING_INDEX } from './keys.ts';
import { racing } from './racing.ts';

/** Something that happened to an account or to a subscription of it; only ever appended. */
export interface AccountEvent {
  /** ULID: also the order in which things happened. */
  eventId: string;
  /** ISO 8601. */
  at: string;
  /** Of a decision: how far it came. */
  what: Happened | 'connected' | 'edited' | 'disconnected';
  /** Of a decision: its kind. */
  kind?: string;
  /** Slack user id. */
  by: string;
  /** Of a decision or an import: on which subscription. */
  subscriptionId?: string;
  /** Of a creation of data products: its id, the source database, the one in the mesh, and how many tables, where it is known. */
  productsId?: string;
  databaseName?: string;
  meshDatabase?: string;
  tableCount?: number;
  /** Whether it is about a retry. */
  retry?: boolean;
  notes?: string;
}

/** An account as it was seen before a write: absent, or with its revision, which old items lack. */
export type SeenAccount = Pick<Account, 'revision'> | undefined;

export type Directory = ReturnType<typeof directory>;

/** The accounts that take part, in Meshdesk's own table. */
export function directory(documents: DynamoDBDocumentClient, table: string) {
  const ulid = monotonicFactory();
  const event = (accountId: string, what: AccountEvent['what'], by: string, now: Date) => {
    const eventId = ulid(now.getTime());
    const Item = { ...keys.accountEvent(accountId, eventId), eventId, at: now.toISOString(), what, by };
    return { Put: { TableName: table, Item } };
  };
  return {
    async get(accountId: string, options: { consistent?: boolean } = {}): Promise<Account | undefined> {
      const ConsistentRead = options.consistent ?? false;
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keys.account(accountId), ConsistentRead }),
      );
      return Item === undefined ? undefined : accountOf(Item);
    },

    /** Connects the account or edits its connection, when it still is what was `seen`; answers its revision. Throws LostRace. */
    async connect(account: Account, seen: SeenAccount, by: string, now: Date): Promise<string> {
      const revision = ulid(now.getTime());
      const Item = {
        ...keys.account(account.accountId),
        ...{ ...account, revision, listing: 'accounts', listed: account.accountId },
      };
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: table, Item, ...unlessChanged(seen) } },
              event(account.accountId, seen === undefined ? 'connected' : 'edited', by, now),
            ],
          }),
        ),
      );
      return revision;
    },

    /** Takes the account out, when it still is what was `seen`. Throws LostRace. */
    async disconnect(accountId: string, seen: NonNullable<SeenAccount>, by: string, now: Date): Promise<void> {
      await racing(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Delete: { TableName: table, Key: keys.account(accountId), ...unlessChanged(seen) } },
              event(accountId, 'disconnected', by, now),
            ],
          }),
        ),
      );
    },

    /** Those of these accounts that are connected, by id: a call a hundred. */
    async many(accountIds: readonly string[]): Promise<Map<string, Account>> {
      const found = await getMany(documents, table, accountIds.map(keys.account));
      return new Map(found.map(accountOf).map((account) => [account.accountId, account]));
    },

    /** So many connected accounts, in the order of their ids, that come after the one named. */
    async page({ most, after }: { most: number; after?: string | undefined }): Promise<Account[]> {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: 'listing = :accounts AND listed > :after',
          ExpressionAttributeValues: { ':accounts': 'accounts', ':after': after ?? ' ' },
          Limit: most,
        }),
      );
      return Items.map(accountOf);
    },

    /** Every connected account, by its id. */
    async *list(): AsyncGenerator<Account> {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: 'listing = :accounts',
          ExpressionAttributeValues: { ':accounts': 'accounts' },
        },
      );
      for await (const page of pages) for (const item of page.Items ?? []) yield accountOf(item);
    },

    /** What happened to an account and its subscriptions, the newest first; with `before`, what came before that event. */
    async events(accountId: string, { most, before }: { most: number; before?: string }): Promise<AccountEvent[]> {
      const { pk, sk } = keys.accountEvent(accountId, before ?? '~');
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :before',
          ExpressionAttributeValues: { ':pk': pk, ':first': keys.accountEvent(accountId, '').sk, ':before': sk },
          ScanIndexForward: false,
          Limit: most + 1,
        }),
      );
      return Items.map(({ pk: _, sk: __, ...rest }) => rest as AccountEvent)
        .filter(({ eventId }) => eventId !== before)
        .slice(0, most);
    },
  };
}

function unlessChanged(seen: SeenAccount) {
  if (seen === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  if (seen.revision === undefined) {
    return { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revision)' };
  }
  return { ConditionExpression: 'revision = :seen', ExpressionAttributeValues: { ':seen': seen.revision } };
}

/** An account out of its item. */
export function accountOf(item: Record<string, unknown>): Account {
  const { pk: _, sk: __, listing: ___, listed: ____, ...account } = item;
  return account as unknown as Account;
}
