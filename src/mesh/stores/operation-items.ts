import { MeshError } from '../errors.ts';
import { type AnyOperation, isUnderWay } from '../operation.ts';
import type { Histories } from './history.ts';
import { itemBytes, MOST_ITEM_BYTES } from './item-size.ts';
import { pack, unpack } from './packed.ts';

/** Where operations of one kind are kept, and what the histories say of them. */
export interface Form<O extends AnyOperation> extends Histories<O> {
  /** Their name in the index while they have not ended. */
  listing: string;
  /** Their name in it when they ended in part, where that is looked at. */
  leftOver?: string;
  /** The id of what it is about. */
  idOf(operation: O): string;
  /** Tables that what it goes by is of; absent: that is kept whatever its size. */
  tablesIn?(frozen: NonNullable<O['frozen']>): readonly string[];
  /** Most bytes of its item when it has ended; absent: as much as an item may hold. */
  most?(operation: O): number;
}

/** Of a failure of a table, in characters: AWS says no more. */
const LONGEST_REASON = 'r'.repeat(500);
/** For what a worker notes of itself, and for the error that an operation may end with. */
const KEPT_FREE = 32 * 1024;

/** Throws PlanTooLarge for what could not be kept when every table fails: before anything is done. */
export function checkSize<O extends AnyOperation>(form: Form<O>, operation: O, frozen: NonNullable<O['frozen']>): void {
  const names = form.tablesIn?.(frozen);
  if (names === undefined) return;
  const tables = names.map((table) => ({
    table,
    state: 'failed',
    code: 'InvalidInputException',
    reason: LONGEST_REASON,
  }));
  const most = (form.most?.(operation) ?? MOST_ITEM_BYTES) - KEPT_FREE;
  if (itemBytes(toItem(form, { ...operation, frozen, tables })) > most) {
    throw new MeshError('PlanTooLarge', { kind: operation.order.kind, tables: names.length });
  }
}

/** An order of more characters is packed: it may name thousands of tables and columns. */
const MOST_PLAIN = 20_000;

/** The item of an operation. */
export function toItem<O extends AnyOperation>(form: Form<O>, operation: O): Record<string, unknown> {
  const { frozen, tables, order, standing, limits, ...plain } = operation;
  return {
    ...form.key(form.idOf(operation)),
    ...plain,
    order: JSON.stringify(order).length > MOST_PLAIN ? pack(order) : order,
    ...(standing !== undefined && { standing: pack(standing) }),
    ...(limits !== undefined && { limits: pack(limits) }),
    ...(frozen !== undefined && { frozen: pack(frozen) }),
    ...(tables.length > 0 && { tables: pack(tables) }),
    ...listed(form, operation),
  };
}

function listed<O extends AnyOperation>(form: Form<O>, { state, claimedAt }: O) {
  const listing = isUnderWay({ state }) ? form.listing : state === 'partly' ? form.leftOver : undefined;
  return listing === undefined ? {} : { listing, listed: claimedAt };
}

/** An operation out of its item. */
export function fromItem<O extends AnyOperation>(item: Record<string, unknown>): O {
  const { pk: _, sk: __, listing: ___, listed: ____, frozen, tables, order, standing, limits, ...plain } = item;
  return {
    ...plain,
    order: order instanceof Uint8Array ? unpack(order) : order,
    ...(standing instanceof Uint8Array && { standing: unpack(standing) }),
    ...(limits instanceof Uint8Array && { limits: unpack(limits) }),
    tables: tables instanceof Uint8Array ? unpack(tables) : [],
    ...(frozen instanceof Uint8Array && { frozen: unpack(frozen) }),
  } as unknown as O;
}
