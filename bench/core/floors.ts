/** Calls by service, as the signature of each names it. */
export type Calls = Partial<Record<Service, number>>;
export type Service = 'sts' | 'glue' | 'lakeformation' | 'ram' | 's3' | 'dynamodb';

// What the APIs take and give in one call: their service models and documentation, as docs/performance.md cites them.
const ENTRIES_A_GRANT = 20;
const PERMISSIONS_A_PAGE = 1000;
const TABLES_A_PAGE = 100;
const PARTITIONS_A_PAGE = 1000;
const PARTITIONS_A_WRITE = 100;
const BYTES_A_QUERY = 2 ** 20;

const times = (count: number, most: number) => Math.max(1, Math.ceil(count / most));
/** Entries that grants on so many tables read back as: SELECT is listed apart, and the database has one. */
const listed = (tables: number) => 2 * tables + 1;

/** Whose the credentials are, the account's role, and from there the mesh account's. */
const SESSION: Calls = { sts: 3 };

/**
 * Least calls that share tables of one bucket which the mesh knows nothing of, each with so many partitions; `keys` of LF-tags
 * are put on them that are new as well.
 */
export function createFloor({ tables, partitions, keys }: { tables: number; partitions: number; keys: number }): Calls {
  const copies = partitions === 0 ? 0 : times(partitions, PARTITIONS_A_PAGE) + times(partitions, PARTITIONS_A_WRITE);
  return {
    ...SESSION,
    // The tables; both databases looked for and made; the resource policy; of each table the copy, its partitions, the link.
    glue: times(tables, TABLES_A_PAGE) + 4 + 1 + tables * (2 + copies),
    lakeformation:
      // Of each table its tags read, its location registered, its tags put on.
      3 * tables +
      // The keys that are known, and each new one; the locations that are registered.
      (1 + keys) +
      1 +
      // The database and the locations, without which no table can be made; then each table to its owner and to all readers.
      times(1 + tables, ENTRIES_A_GRANT) +
      times(2 * tables, ENTRIES_A_GRANT) +
      times(listed(tables), PERMISSIONS_A_PAGE),
    // The invitation found and accepted: there is one share from the mesh to an account.
    ram: 2,
    // The bucket's policy read and written.
    s3: 2,
  };
}

/** Least calls that approve a request for whole tables, all that their database has, of a subscriber that holds nothing yet. */
export function approveFloor(tables: number): Calls {
  return {
    ...SESSION,
    // The record; the subscriber's other subscriptions; the decision.
    dynamodb: 3,
    glue: times(tables, TABLES_A_PAGE) + 1,
    // What is held; the database and the tables; read back.
    lakeformation: 1 + times(1 + tables, ENTRIES_A_GRANT) + times(listed(tables), PERMISSIONS_A_PAGE),
  };
}

/** The record; the subscriber's other subscriptions, before anything is taken and after that; the decision. */
const WITH_OTHERS = 4;

/** Least calls that bring granted tables from SELECT to INSERT: every one is granted and revoked. */
export function changeFloor(tables: number): Calls {
  return {
    ...SESSION,
    dynamodb: WITH_OTHERS,
    glue: times(tables, TABLES_A_PAGE) + 1,
    lakeformation:
      times(listed(tables), PERMISSIONS_A_PAGE) +
      2 * times(tables, ENTRIES_A_GRANT) +
      times(tables + 1, PERMISSIONS_A_PAGE),
  };
}

/** Least calls that revoke what was granted on so many tables, and on the database. */
export function revokeFloor(tables: number): Calls {
  return {
    ...SESSION,
    dynamodb: WITH_OTHERS,
    glue: times(tables, TABLES_A_PAGE),
    lakeformation: times(tables + 1, PERMISSIONS_A_PAGE) + times(1 + tables, ENTRIES_A_GRANT) + 1,
  };
}

/** Least calls that import a subscription: its record read and noted, its share found and accepted, its database linked. */
export function importFloor(): Calls {
  return { ...SESSION, dynamodb: 2, ram: 2, glue: 2 };
}

/** Least calls that list records of so many bytes together. */
export function listFloor(bytes: number): Calls {
  return { ...SESSION, dynamodb: times(bytes, BYTES_A_QUERY) };
}

/** How far calls can be made side by side. */
export interface Order {
  /** Calls of which each needs the answer of the one before. */
  chain: number;
  /** Those of the chain beside which there is nothing else to do. */
  alone: number;
}

/**
 * Whose the credentials are and the account's role; the tables, beside the mesh account's role; the bucket's policy read and
 * written; registered, its use granted, copied, its partitions written, which are read meanwhile, granted; read back, beside the
 * links; the share found and accepted. All else goes beside these.
 */
export function createOrder({ tables, partitions }: { tables: number; partitions: number }): Order {
  const alone = 2 + times(tables, TABLES_A_PAGE) + 2;
  const written = partitions === 0 ? 0 : 1;
  return { alone, chain: alone + 2 + 3 + written + 1 + times(listed(tables), PERMISSIONS_A_PAGE) };
}

/** The session and the record; the tables; the grants; read back and settled. */
export function approveOrder(tables: number): Order {
  const alone = 3 + 1 + times(listed(tables), PERMISSIONS_A_PAGE) + 1;
  return { alone, chain: alone + times(tables, TABLES_A_PAGE) + 1 };
}

/** All of it: to what is not shared yet there is to be no link, and what is not linked is not noted. */
export function importOrder(): Order {
  const calls = total(importFloor());
  return { alone: calls, chain: calls };
}

/** The session, and page after page. */
export function walkOrder(pages: number): Order {
  return { alone: 3 + pages, chain: 3 + pages };
}

/** Least milliseconds that so many calls take of which `atOnce` may be under way, each taking `latency`. */
export function leastTime(calls: number, { chain, alone }: Order, atOnce: number, latency: number): number {
  return Math.max(chain, alone + (calls - alone) / atOnce) * latency;
}

/** All calls together. */
export function total(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
