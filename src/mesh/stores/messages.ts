import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Doubt, doubtSlot } from './doubts.ts';
import { getMany } from './get-many.ts';
import { keys, type Subject } from './keys.ts';
import { type Reads, singleReads } from './reads.ts';

/** Cards that the sweep comes by: those that wait for a decision, and those that stand and offer another. */
export type CardList = 'waiting cards' | 'standing cards';

/** A Slack message that Meshdesk keeps true to a subscription or to data products. */
export interface KeptMessage {
  /** `card#<channel>`: the owner's card; `notice#<channel>`, or with `#<about>`: what another channel is told. */
  slot: string;
  channel: string;
  /** What the message is about; a new edition is a new message. */
  edition: string;
  /** Slack's id of the message; absent while it is being posted. */
  ts?: string;
  /** Digest of what the message shows. */
  shows?: string;
  /** How its subject stood when it was drawn. */
  stands?: string;
  /** ISO 8601: since when, and by whom, it is being posted. */
  postingSince?: string;
  poster?: string;
  /** True when it will never change again. */
  closed?: boolean;
  /** Where the sweep comes by it. */
  listing?: CardList;
}

/** What a message shows now. */
export type Shown = { shows: string } & Pick<KeptMessage, 'stands' | 'closed' | 'listing'>;

/** What puts a card into a list, by its item's attributes. */
export const inList = (listing: CardList, id: string, slot: string) => ({ listing, listed: slot, id });

export type MessageStore = ReturnType<typeof messageStore>;

/** Which messages there are of each subject, in Meshdesk's own table. */
export function messageStore(
  documents: DynamoDBDocumentClient,
  table: string,
  subject: Subject = 'subscription',
  reads: Reads = singleReads(documents),
) {
  const keyOf = (id: string, slot: string) => keys.message(id, slot, subject);
  return {
    /** The messages, and which of them are in doubt: a call. */
    async of(id: string): Promise<{ messages: KeptMessage[]; doubts: Doubt[] }> {
      const [messages, doubts]: [KeptMessage[], Doubt[]] = [[], []];
      // Doubts and what has happened lie between cards and notices: to read it along is one call where there would be two.
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :cards AND :notices',
          FilterExpression: 'attribute_exists(edition)',
          ExpressionAttributeValues: { ':pk': keyOf(id, '').pk, ':cards': 'card#', ':notices': 'notice#~' },
        },
      );
      for await (const page of pages) {
        for (const item of page.Items ?? []) {
          if (String(item.sk).startsWith('doubt#')) doubts.push(doubtFrom(item));
          else messages.push(fromItem(item));
        }
      }
      return { messages, doubts };
    },

    /** The message in one slot; such reads are joined with those of others. */
    async in(id: string, slot: string): Promise<KeptMessage | undefined> {
      const [item] = await reads(table, [keyOf(id, slot)]);
      return item && fromItem(item);
    },

    /** Notes that a call was given up. When it takes no effect any more, the sweep comes back to it, as to what is behind. */
    async doubt(id: string, doubt: Doubt): Promise<void> {
      const { until, ...rest } = doubt;
      const listed = { listing: 'arrears', listed: until, id, subject };
      const Item = { ...keyOf(id, doubtSlot(doubt)), ...rest, ...listed };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },

    /** Of these slots, one a subject, those in which a message is, with its edition: a call a hundred. */
    async editions(slots: readonly { id: string; slot: string }[]): Promise<Map<string, string>> {
      const keysOf = slots.map(({ id, slot }) => keyOf(id, slot));
      const items = await getMany(documents, table, keysOf, { names: ['pk', 'edition', 'ts'] });
      const there = items.filter(({ ts }) => ts !== undefined);
      const ids = new Map(keysOf.map(({ pk }, at) => [pk, slots[at]?.id ?? '']));
      return new Map(there.map(({ pk, edition }) => [ids.get(String(pk)) ?? '', String(edition)]));
    },

    /** Takes a slot for posting, when it still is what was `seen`. False: somebody else was faster. */
    async beginPosting(
      id: string,
      message: Pick<KeptMessage, 'slot' | 'channel' | 'edition' | 'listing'> & { postingSince: string; poster: string },
      seen: KeptMessage | undefined,
    ): Promise<boolean> {
      const { slot, listing, ...rest } = message;
      const Item = { ...keyOf(id, slot), ...rest, ...(listing && inList(listing, id, slot)) };
      const condition =
        seen === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : seen.ts === undefined
            ? {
                ConditionExpression: 'attribute_not_exists(ts) AND poster = :poster',
                ExpressionAttributeValues: { ':poster': seen.poster },
              }
            : { ConditionExpression: 'ts = :ts', ExpressionAttributeValues: { ':ts': seen.ts } };
      return wins(documents.send(new PutCommand({ TableName: table, Item, ...condition })));
    },

    /** Records that the message that `poster` began is there. False: the slot is somebody else's by now. */
    async posted(
      id: string,
      slot: string,
      poster: string,
      ts: string,
      drawn: Pick<Shown, 'shows' | 'stands'>,
    ): Promise<boolean> {
      return wins(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(id, slot),
            UpdateExpression: 'SET ts = :ts, shows = :shows, stands = :stands REMOVE postingSince, poster',
            ConditionExpression: 'poster = :poster',
            ExpressionAttributeValues: { ':ts': ts, ...valuesOf(drawn), ':poster': poster },
          }),
        ),
      );
    },

    /** Gives up a posting that surely was not done. */
    async release(id: string, slot: string, poster: string): Promise<void> {
      await wins(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(id, slot),
            ConditionExpression: 'poster = :poster',
            ExpressionAttributeValues: { ':poster': poster },
          }),
        ),
      );
    },

    /** Records what the message shows now. False: the slot holds another message by now, or somebody drew it since it was what was `seen`. */
    async updated(
      id: string,
      slot: string,
      ts: string,
      drawn: Shown,
      seen?: Pick<KeptMessage, 'shows'>,
    ): Promise<boolean> {
      const list = drawn.listing && inList(drawn.listing, id, slot);
      return wins(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(id, slot),
            UpdateExpression: `SET shows = :shows, stands = :stands, closed = :closed${list === undefined ? ' REMOVE listing, listed, id' : ', listing = :listing, listed = :listed, id = :id'}`,
            ConditionExpression: seen === undefined ? 'ts = :ts' : 'ts = :ts AND shows = :seen',
            ExpressionAttributeValues: {
              ...{ ':ts': ts, ...valuesOf(drawn), ':closed': drawn.closed ?? false },
              ...(list && { ':listing': list.listing, ':listed': list.listed, ':id': list.id }),
              ...(seen !== undefined && { ':seen': seen.shows ?? '' }),
            },
          }),
        ),
      );
    },
  };
}

function doubtFrom({ pk: _, sk: __, listed, id: ___, ...rest }: Record<string, unknown>): Doubt {
  return { ...rest, until: listed } as Doubt;
}

function fromItem({ pk: _, sk, listed: __, id: ___, ...rest }: Record<string, unknown>): KeptMessage {
  return { ...rest, slot: sk } as KeptMessage;
}

/** Of what is not known to stand, nothing is said. */
const valuesOf = ({ shows, stands = '' }: Pick<Shown, 'shows' | 'stands'>) => ({ ':shows': shows, ':stands': stands });

async function wins(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
