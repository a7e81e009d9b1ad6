/** Most bytes of an item (DynamoDB's own limit). */
export const MOST_ITEM_BYTES = 400 * 1024;

/** Left free in a record that is granted: its import and its end are to be noted as well. */
const KEPT_FREE = 8 * 1024;

/** Whether a record of so many bytes can grow by so many for a grant. */
export function hasRoom(bytes: number, grows: number): boolean {
  return grows <= 0 || bytes + grows <= MOST_ITEM_BYTES - KEPT_FREE;
}

/** Bytes of an item by DynamoDB's rules ("Item sizes and formats"): names count; a number for what the longest takes. */
export function itemBytes(item: Record<string, unknown>): number {
  const sizes = Object.entries(item).map(([name, value]) =>
    value === undefined ? 0 : textBytes(name) + bytesOf(value),
  );
  return sum(sizes);
}

const LONGEST_NUMBER = 21;
/** Of a list or a map; and of each member beside what it is. */
const FRAME = 3;
const MEMBER = 1;

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return sum([...value].map(bytesOf));
  if (Array.isArray(value)) return FRAME + sum(value.map((member) => MEMBER + bytesOf(member)));
  if (typeof value === 'object') return FRAME + MEMBER * Object.keys(value).length + itemBytes({ ...value });
  return LONGEST_NUMBER;
}

const textBytes = (text: string) => Buffer.byteLength(text);

const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
