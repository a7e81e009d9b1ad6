/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The string, or `fallback` when `value` is none. */
export function text(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

/** The object's members, or none when `value` is no object. */
export function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The array's items, or none when `value` is no array. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects among the items of an array. */
export function objects(value: unknown): JsonObject[] {
  return list(value).filter(isObject);
}

/** A copy that shares nothing with `value`. */
export function clone<T>(value: T): T {
  return structuredClone(value);
}
