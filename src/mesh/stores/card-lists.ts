import { type DynamoDBDocumentClient, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys, LISTING_INDEX } from './keys.ts';
import { type CardList, inList } from './messages.ts';
import { LostRace, racing } from './racing.ts';

/** A card in a list. */
export interface ListedCard {
  id: string;
  channel: string;
  edition: string;
  /** Absent while it is being posted. */
  ts?: string;
  stands?: string;
}

export interface CardPage {
  cards: ListedCard[];
  /** Absent: this was the last page. */
  next?: Record<string, unknown>;
}

type Start = Record<string, unknown> | undefined;

export type CardLists = ReturnType<typeof cardLists>;

/** Which cards of requests there are that can still be decided on, in Meshdesk's own table. */
export function cardLists(documents: DynamoDBDocumentClient, table: string) {
  return {
    /** A page of a list: a call. */
    async page(list: CardList, limit: number, start: Start): Promise<CardPage> {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: 'listing = :list',
          ExpressionAttributeValues: { ':list': list },
          Limit: limit,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      return { cards: Items as ListedCard[], ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
    },

    /** Of a page of the table the cards that are in no list and not closed, as earlier releases have left them: a call. */
    async unlisted(limit: number, start: Start): Promise<CardPage> {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({
          TableName: table,
          FilterExpression:
            'begins_with(pk, :subscription) AND begins_with(sk, :card) AND attribute_exists(ts) AND attribute_not_exists(listing) AND NOT closed = :yes',
          ExpressionAttributeValues: { ':subscription': 'subscription#', ':card': 'card#', ':yes': true },
          Limit: limit,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      const cards = Items.map((item) => ({ ...item, id: String(item.pk).slice('subscription#'.length) }) as ListedCard);
      return { cards, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
    },

    /** Puts a card into a list, unless it was drawn since it was seen. */
    async enlist({ id, channel, ts }: ListedCard, list: CardList): Promise<void> {
      const slot = `card#${channel}`;
      const { listing, listed, id: of } = inList(list, id, slot);
      const command = new UpdateCommand({
        TableName: table,
        Key: keys.message(id, slot),
        UpdateExpression: 'SET listing = :listing, listed = :listed, id = :id',
        ConditionExpression: 'ts = :ts AND attribute_not_exists(listing) AND NOT closed = :yes',
        ExpressionAttributeValues: { ':listing': listing, ':listed': listed, ':id': of, ':ts': ts, ':yes': true },
      });
      try {
        await racing(documents.send(command));
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    },
  };
}
