import type { MeshSession } from './aws/sessions.ts';
import type { TableTags } from './aws/tags.ts';
import type { MeshDesk } from './desk.ts';
import { type Join, joined, joining, lasting } from './joining.ts';
import type { Order } from './order.ts';
import type { Outlook, Planned, TableOutlook } from './plan.ts';
import type { CatalogTable } from './resolve.ts';
import type { Subscription } from './subscription.ts';

/**
 * What somebody who is about to give this order has to see: the tables as they are, what is held before and after, what
 * takes no part. Reads only: a call a page of the database's tables and of the subscriber's grants, and one a table for its
 * LF-tags, unless `tags` is false: then there are none; with `recent`, what others with `recent` saw in the last ten seconds. A database or a table that is gone is left out by name. Throws
 * AccountUnreachable, InvalidParameter (a record may ask for permissions that there are not), AwsCallFailed.
 */
export async function lookAt(
  desk: MeshDesk,
  subscription: Subscription,
  order: Order,
  actor: string,
  options: { tags?: boolean; recent?: boolean } = {},
): Promise<Outlook> {
  // Loaded when somebody looks: most of what people do needs no look.
  const [{ survey }, { tagsOf }, { growthBy }] = await Promise.all([
    import('./scene.ts'),
    import('./aws/tags.ts'),
    import('./room.ts'),
  ]);
  const session = await desk.sessions.inMesh({ role: 'producer', accountId: subscription.OwnerPrincipal, actor });
  const { DatabaseName } = subscription;
  const { join, recent } = joinsOf(session);
  const look = options.recent ? recent : join;
  const scene = await survey(desk, session, subscription, order, {
    readFilters: true,
    join: look,
  });
  const { tables, leftOut, planned, holders } = scene;
  const tagged = options.tags === false ? [] : tables;
  const tags = await Promise.all(
    tagged.map(({ name }) =>
      joined(look, `tags ${DatabaseName} ${name}`, () => tagsOf(session, desk.meshAccountId, DatabaseName, name)),
    ),
  );
  return {
    tables: tables.map((table, index) => tableOutlook(table, tags[index] ?? NO_TAGS, planned)),
    leftOut,
    plan: planned.plan,
    holders,
    grows: growthBy(desk, subscription, order, scene, session.arn),
  };
}

/** From one look at the same to the next, in milliseconds: of a thousand cards for one database each would look for itself. */
const SPACING_MS = 50;
/** What was seen is recent for so long, in milliseconds; so much of it is kept. */
const RECENT_MS = 10_000;
const MOST_RECENT = 300;

interface Joins {
  join: Join<unknown>;
  recent: Join<unknown>;
}

/** Many look at the same at once: cards of requests for one database, above all. */
const joins = new WeakMap<MeshSession, Joins>();

function joinsOf(session: MeshSession): Joins {
  const known = joins.get(session);
  if (known !== undefined) return known;
  const join = joining<unknown>(SPACING_MS);
  const made = { join, recent: lasting(join, RECENT_MS, MOST_RECENT) };
  joins.set(session, made);
  return made;
}

const NO_TAGS: TableTags = { table: {}, columns: new Map() };

function tableOutlook(table: CatalogTable, tags: TableTags, planned: Planned): TableOutlook {
  const { name, owner, location } = table;
  return {
    name,
    owner,
    location,
    columns: table.columns.map((column) => ({ ...column, tags: tags.columns.get(column.name) ?? {} })),
    tags: tags.table,
    held: planned.before(name),
    after: planned.after(name),
  };
}
