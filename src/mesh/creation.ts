import { ulid } from 'ulid';
import { claimOnce } from './claim.ts';
import type { Found } from './data-products/found.ts';
import { meshDatabaseOf } from './data-products/mesh-database.ts';
import type { ProductParameters } from './data-products/parameters.ts';
import { isMeshError, MeshError } from './errors.ts';
import { type AnyOperation, isUnderWay } from './operation.ts';
import { type PersonOf, permit } from './permit.ts';
import type { Directory } from './stores/directory.ts';
import type { CreationStore } from './stores/operations.ts';

/** Data products that somebody ordered, and how far their making has come. */
export interface Creation extends AnyOperation {
  /** ULID; the same for every retry. */
  productsId: string;
  order: CreateOrder;
  /** ISO 8601: when it was ordered first. */
  orderedAt: string;
  /** Of a retry, whose is the `actor`: the Slack user id of who ordered it first. */
  orderedBy?: string;
  /** The database in the mesh, as histories name it; absent: not kept yet when it was ordered. */
  meshDatabase?: string;
  /** How the tables stood before the first attempt. */
  frozen?: Found;
  tables: CreationResult[];
}

export interface CreateOrder {
  kind: 'create';
  /** 12 digits, the producer. */
  accountId: string;
  parameters: ProductParameters;
  /** How many tables were shown to match, views and links among them; absent: nobody could say in time. */
  matched?: number;
  /** The source tables that an earlier attempt of it meant: a retry does these, and nothing that has come since. */
  meant?: readonly string[];
  /** Of a retry: those of them that no attempt before it had shared, nor found a view or link. */
  lacking?: readonly string[];
}

/** What became of one table; as in `ProductTable`. */
export interface CreationResult {
  table: string;
  state: 'created' | 'updated' | 'unchanged' | 'refused' | 'failed';
  /** The resource link in the producer's account. */
  link?: string;
  code?: string;
  reason?: string;
  notes?: string[];
}

/** Where creations are ordered. */
export interface CreationDesk {
  creations: CreationStore;
  directory: Directory;
  now(): Date;
}

/**
 * Orders data products: one conditional write, which its stream carries out. The same `productsId` again is the same order,
 * not another one. Throws InvalidParameter, NotAllowed.
 */
export async function orderProducts(
  desk: CreationDesk,
  wish: { productsId: string; order: CreateOrder },
  personOf: PersonOf,
): Promise<void> {
  const { productsId, order } = wish;
  const { checkedOrder } = await import('./data-products/parameters.ts');
  checkedOrder(order.parameters, order.accountId);
  const { person } = await permit(desk.directory, 'create', order.accountId, personOf);
  const orderedAt = desk.now().toISOString();
  const operation = claimed({ productsId, order, orderedAt }, person.userId, desk.now());
  try {
    await claimOnce(desk.creations, productsId, { operation, previous: undefined }, taken);
  } catch (error) {
    if (!isMeshError(error, 'DecisionTaken')) throw error;
  }
}

/**
 * Has what failed of a creation done once more. Throws ProductsNotFound, NotAllowed; DecisionTaken when it is under way, or
 * nothing of it has failed.
 */
export async function retryProducts(desk: CreationDesk, productsId: string, personOf: PersonOf): Promise<void> {
  const previous = await desk.creations.get(productsId);
  if (previous === undefined) throw new MeshError('ProductsNotFound', { productsId });
  const { person } = await permit(desk.directory, 'create', previous.order.accountId, personOf);
  if (isUnderWay(previous) || previous.state === 'done') throw taken(previous);
  const meant = previous.frozen?.meant ?? previous.order.meant;
  const order = { ...previous.order, ...(meant !== undefined && { meant, lacking: lackedBy(previous, meant) }) };
  const orderedBy = previous.orderedBy ?? previous.actor;
  const operation = claimed({ ...previous, order, orderedBy }, person.userId, desk.now());
  await claimOnce(desk.creations, productsId, { operation, previous }, taken);
}

/** The tables of `meant` that neither this order nor one before it has shared by now, nor found a view or link. */
function lackedBy({ order, tables }: Creation, meant: readonly string[]): string[] {
  const told = new Map(tables.map(({ table, state }) => [table, state]));
  const before = new Set(order.lacking ?? meant);
  return meant.filter((table) => (told.has(table) ? told.get(table) === 'failed' : before.has(table)));
}

function claimed(
  { productsId, order, orderedAt, orderedBy }: Pick<Creation, 'productsId' | 'order' | 'orderedAt' | 'orderedBy'>,
  actor: string,
  now: Date,
): Creation {
  return {
    operationId: ulid(now.getTime()),
    ...{ productsId, order, orderedAt, actor },
    ...(orderedBy !== undefined && { orderedBy }),
    meshDatabase: meshDatabaseOf(order.parameters, order.accountId),
    state: 'claimed',
    claimedAt: now.toISOString(),
    attempt: 0,
    tables: [],
  };
}

function taken({ productsId, actor, claimedAt, state }: Creation, cause?: unknown): MeshError<'DecisionTaken'> {
  const details = { subscriptionId: productsId, kind: 'create', by: actor, at: claimedAt, state };
  return new MeshError('DecisionTaken', details, { cause });
}
