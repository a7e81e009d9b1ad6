import { type AnyOperation, isUnderWay } from '../operation.ts';
import type { Histories } from './history.ts';
import { pack, unpack } from './packed.ts';

/** Where operations of one kind are kept, and what the histories say of them. */
export interface Form<O extends AnyOperation> extends Histories<O> {
  /** Their name in the index while they have not ended. */
  listing: string;
  /** Their name in it when they ended in part, where that is looked at. */
  leftOver?: string;
  /** The id of what it is about. */
  idOf(operation: O): string;
}

/** An order of more characters is packed: it may name thousands of tables and columns. */
const MOST_PLAIN = 20_000;

/** The item of an operation. */
export function toItem<O extends AnyOperation>(form: Form<O>, operation: O): Record<string, unknown> {
  const { frozen, tables, order, standing, ...plain } = operation;
  return {
    ...form.key(form.idOf(operation)),
    ...plain,
    order: JSON.stringify(order).length > MOST_PLAIN ? pack(order) : order,
    ...(standing !== undefined && { standing: pack(standing) }),
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
  const { pk: _, sk: __, listing: ___, listed: ____, frozen, tables, order, standing, ...plain } = item;
  return {
    ...plain,
    order: order instanceof Uint8Array ? unpack(order) : order,
    ...(standing instanceof Uint8Array && { standing: unpack(standing) }),
    tables: tables instanceof Uint8Array ? unpack(tables) : [],
    ...(frozen instanceof Uint8Array && { frozen: unpack(frozen) }),
  } as unknown as O;
}
