import { ServiceError } from './errors.ts';

/** One shape of a service model, cut by `models/extract.py` to what an input check needs. */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** The operations that a service answers and the shapes of their inputs. */
export interface Model {
  readonly operations: Readonly<Record<string, { readonly path: string; readonly input?: string }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** An input type of the SDK after validation: members the model requires are there. */
export type Checked<T> = T extends Date
  ? Date
  : T extends readonly (infer Item)[]
    ? Checked<Item>[]
    : T extends object
      ? { [K in keyof T]: Pick<T, K> extends Record<K, T[K]> ? Checked<Exclude<T[K], undefined>> : Checked<T[K]> }
      : T;

const patterns = new Map<string, RegExp>();

/** A model's pattern as Java reads it: the whole text must match. */
function wholePattern(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') || pattern.includes('\\uD800') ? 'u' : '');
    patterns.set(pattern, compiled);
  }
  return compiled;
}

/**
 * Checks `input` against the model as AWS's own front does and returns a copy with the members that the model knows
 * (others are ignored, nulls are absent) and timestamps as Dates. Throws SerializationException for a wrong JSON type, and
 * `invalid` (ValidationException, or STS's ValidationError) with every violated constraint in one message.
 */
export function checkInput(model: Model, shapeName: string | undefined, input: unknown, invalid: string): unknown {
  if (shapeName === undefined) return {};
  const problems: string[] = [];
  const checked = copy(model, shapeName, input, '', problems);
  if (problems.length > 0) {
    const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
    throw new ServiceError(invalid, `${count}: ${problems.join('; ')}`);
  }
  return checked;
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function shapeOf(model: Model, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The model has no shape ${name}.`);
  return shape;
}

function copy(model: Model, shapeName: string, value: unknown, path: string, problems: string[]): unknown {
  const shape = shapeOf(model, shapeName);
  switch (shape.type) {
    case 'structure':
      return copyStructure(model, shape, value, path, problems);
    case 'list':
      return copyList(model, shape, value, path, problems);
    case 'map':
      return copyMap(model, shape, value, path, problems);
    default:
      return copyScalar(shape, value, path, problems);
  }
}

function copyStructure(model: Model, shape: Shape, value: unknown, path: string, problems: string[]) {
  if (!isObject(value)) throw mismatch(value, 'a structure');
  const members = shape.members ?? {};
  if (Object.keys(members).length === 0) return { ...value };
  const result: Record<string, unknown> = {};
  const at = (name: string) => (path === '' ? lowerFirst(name) : `${path}.${lowerFirst(name)}`);
  for (const name of shape.required ?? []) {
    if (value[name] === undefined || value[name] === null) {
      problems.push(`Value null at '${at(name)}' failed to satisfy constraint: Member must not be null`);
    }
  }
  for (const [name, member] of Object.entries(members)) {
    const item = value[name];
    if (item !== undefined && item !== null) result[name] = copy(model, member, item, at(name), problems);
  }
  return result;
}

function copyList(model: Model, shape: Shape, value: unknown, path: string, problems: string[]) {
  if (!Array.isArray(value)) throw mismatch(value, 'a list');
  checkSize(shape, value.length, `Value '[…]' at '${path}'`, problems);
  const member = shape.member ?? '';
  return value.map((item, index) => copy(model, member, item, `${path}.${index + 1}.member`, problems));
}

function copyMap(model: Model, shape: Shape, value: unknown, path: string, problems: string[]) {
  if (!isObject(value)) throw mismatch(value, 'a map');
  const entries = Object.entries(value);
  checkSize(shape, entries.length, `Value '{…}' at '${path}'`, problems);
  const result: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    copy(model, shape.key ?? '', key, `${path}.key`, problems);
    result[key] = copy(model, shape.value ?? '', item, `${path}.${key}.member`, problems);
  }
  return result;
}

function copyScalar(shape: Shape, value: unknown, path: string, problems: string[]): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw mismatch(value, 'a String');
      checkString(shape, value, path, problems);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(value, 'a Boolean');
      return value;
    case 'timestamp':
      if (typeof value !== 'number') throw mismatch(value, 'a Timestamp');
      return new Date(value * 1000);
    default:
      if (typeof value !== 'number') throw mismatch(value, 'a Number');
      if (shape.type !== 'double' && !Number.isInteger(value)) throw mismatch(value, 'an Integer');
      checkRange(shape, value, path, problems);
      return value;
  }
}

function checkString(shape: Shape, value: string, path: string, problems: string[]) {
  const subject = `Value '${value.length > 100 ? `${value.slice(0, 100)}…` : value}' at '${path}'`;
  checkSize(shape, value.length, subject, problems);
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    problems.push(
      `${subject} failed to satisfy constraint: Member must satisfy enum value set: [${shape.enum.join(', ')}]`,
    );
  }
  if (shape.pattern !== undefined && !wholePattern(shape.pattern).test(value)) {
    problems.push(
      `${subject} failed to satisfy constraint: Member must satisfy regular expression pattern: ${shape.pattern}`,
    );
  }
}

function checkSize(shape: Shape, size: number, subject: string, problems: string[]) {
  if (shape.min !== undefined && size < shape.min) {
    problems.push(
      `${subject} failed to satisfy constraint: Member must have length greater than or equal to ${shape.min}`,
    );
  }
  if (shape.max !== undefined && size > shape.max) {
    problems.push(
      `${subject} failed to satisfy constraint: Member must have length less than or equal to ${shape.max}`,
    );
  }
}

function checkRange(shape: Shape, value: number, path: string, problems: string[]) {
  const subject = `Value '${value}' at '${path}'`;
  if (shape.min !== undefined && value < shape.min) {
    problems.push(
      `${subject} failed to satisfy constraint: Member must have value greater than or equal to ${shape.min}`,
    );
  }
  if (shape.max !== undefined && value > shape.max) {
    problems.push(`${subject} failed to satisfy constraint: Member must have value less than or equal to ${shape.max}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mismatch(value: unknown, wanted: string) {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return new ServiceError('SerializationException', `Expected ${wanted}, found ${found}.`);
}
