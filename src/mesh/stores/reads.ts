import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { awsCodeOf } from '../aws/failures.ts';
import { BATCH, getMany, type Item, type Key } from './get-many.ts';

/** The items that there are under these keys of a table, of which none may occur twice, in no order; read consistently, and not before this call. */
export type Reads = (table: string, keys: readonly Key[]) => Promise<Item[]>;

/** Each by itself: one key is a `GetItem`. */
export function singleReads(documents: DynamoDBDocumentClient): Reads {
  return async (TableName, keys) => {
    const [Key] = keys;
    if (Key === undefined || keys.length > 1) return getMany(documents, TableName, keys, { consistent: true });
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item === undefined ? [] : [Item];
  };
}

/** While another read is under way what is asked is gathered for so long, in milliseconds: the longer, the more ask. */
const GATHERED_MS = { least: 5, most: 25 };

/** What somebody asked of a table, and waits for. */
interface Ask {
  keys: readonly Key[];
  answer(items: Item[]): void;
  fail(error: unknown): void;
}

/**
 * Joins what is asked while another read of the same table is under way, or in the same turn of the event loop: a thousand cards
 * that are drawn side by side cost some reads of a hundred keys. Nobody is given what was read before they asked.
 */
export function gatheredReads(read: Reads): Reads {
  const tables = new Map<string, (ask: Ask) => void>();
  return async (table, keys) => {
    if (keys.length === 0) return [];
    return new Promise((answer, fail) => {
      const add = tables.get(table) ?? gathering((some) => read(table, some));
      tables.set(table, add);
      add({ keys, answer, fail });
    });
  };
}

function gathering(read: (keys: readonly Key[]) => Promise<Item[]>): (ask: Ask) => void {
  const waiting: Ask[] = [];
  let underWay = 0;
  let gathered = 0;

  const begin = (): void => {
    gathered = waiting.length;
    for (const asks of inBatches(waiting.splice(0))) {
      underWay++;
      answerAll(read, asks).finally(() => underWay--);
    }
  };
  return (ask) => {
    if (waiting.push(ask) > 1) return;
    if (underWay === 0) setImmediate(begin);
    else setTimeout(begin, Math.min(GATHERED_MS.least + gathered, GATHERED_MS.most));
  };
}

/** As many asks at once as one call takes the keys of. */
function inBatches(asks: readonly Ask[]): Ask[][] {
  const batches: Ask[][] = [];
  let room = 0;
  for (const ask of asks) {
    room -= ask.keys.length;
    if (room < 0) {
      batches.push([]);
      room = BATCH - ask.keys.length;
    }
    batches.at(-1)?.push(ask);
  }
  return batches;
}

/** Never rejects: each is told for itself. */
async function answerAll(read: (keys: readonly Key[]) => Promise<Item[]>, asks: readonly Ask[]): Promise<void> {
  const names = Object.keys(asks[0]?.keys[0] ?? {});
  const idOf = (item: Item) => JSON.stringify(names.map((name) => item[name]));
  const keys = new Map(asks.flatMap((ask) => ask.keys).map((key) => [idOf(key), key]));
  try {
    const found = new Map((await read([...keys.values()])).map((item) => [idOf(item), item]));
    for (const ask of asks)
      ask.answer(ask.keys.map((key) => found.get(idOf(key))).filter((item) => item !== undefined));
  } catch (error) {
    // One key that DynamoDB does not take fails the whole call; the others have nothing to do with it.
    if (asks.length > 1 && awsCodeOf(error) === 'ValidationException') {
      await Promise.all(asks.map((ask) => answerAll(read, [ask])));
    } else {
      for (const ask of asks) ask.fail(error);
    }
  }
}
