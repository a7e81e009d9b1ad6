import * as z from 'zod';
import { MeshError } from './errors.ts';
import { TABLE_PERMISSIONS } from './permissions.ts';

/**
 * The value of a parameter as `schema` reads it. Throws InvalidParameter with the place inside the value that is wrong and
 * the schema's own words for what would be right.
 */
export function checked<S extends z.ZodType>(parameter: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const strange = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...strange];
  const found = path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), value);
  const place = path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${String(key)}`),
    parameter,
  );
  throw new MeshError('InvalidParameter', {
    parameter: place.replace(/^\./, ''),
    value: found,
    expected: strange.length > 0 ? 'nothing: there is no such parameter' : (issue?.message ?? 'another value'),
  });
}

/** Throws InvalidParameter for a member of `parameters` that nobody reads: a misspelt one would silently mean its default. */
export function onlyKnown(parameters: object, known: readonly string[]): void {
  checked('', z.strictObject(Object.fromEntries(known.map((name) => [name, z.unknown().optional()]))), parameters);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const text = (expected: string) => z.string(expected);

export const accountIdInput = text('12 digits, without spaces or dashes').regex(
  /^\d{12}$/,
  '12 digits, without spaces or dashes',
);

const NAME = 'a name of 1 to 255 characters, without slashes or line breaks';
/** Of a Glue database, table or column; folded to lower case, as Glue does. */
export const glueName = text(NAME)
  .min(1, NAME)
  .max(255, NAME)
  .regex(/^[^/\r\n\0]+$/, NAME)
  .transform((name) => name.toLowerCase());

const PERMISSION = `one of ${TABLE_PERMISSIONS.join(', ')}`;
export const permissionInput = z
  .string(PERMISSION)
  .transform((name) => name.trim().toUpperCase())
  .pipe(z.enum(TABLE_PERMISSIONS, PERMISSION));

const ONE_PERMISSION = 'a list of at least one permission';
/** At least one; each once. */
export const permissionList = z
  .array(permissionInput, ONE_PERMISSION)
  .min(1, ONE_PERMISSION)
  .transform((list) => [...new Set(list)]);

const NOTE = 'a text of 1 to 2,000 characters';
export const noteInput = z.string(NOTE).trim().min(1, NOTE).max(2000, NOTE);

const ID = 'the id of a subscription';
export const subscriptionIdInput = text(ID).min(1, ID).max(256, ID);
