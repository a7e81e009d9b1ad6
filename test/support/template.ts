import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';

/** A resource of a template, with its intrinsic functions in their long form. */
export interface Resource {
  Type: string;
  Condition?: string;
  Properties?: Record<string, unknown>;
  [more: string]: unknown;
}

export interface Template {
  Parameters?: Record<string, { Default?: unknown; [more: string]: unknown }>;
  Conditions?: Record<string, unknown>;
  Globals?: Record<string, Record<string, unknown>>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHORT_FORMS = ['Sub', 'GetAtt', 'If', 'Equals', 'Not', 'And', 'Or', 'Join', 'Select', 'Split'];

const nameOf = (short: string) => (short === 'Ref' || short === 'Condition' ? short : `Fn::${short}`);
const scalar = (short: string): ScalarTag => ({
  tag: `!${short}`,
  resolve: (text) => ({ [nameOf(short)]: short === 'GetAtt' ? text.split('.') : text }),
});
const list = (short: string): CollectionTag => ({
  tag: `!${short}`,
  collection: 'seq',
  resolve: (node) => ({ [nameOf(short)]: node.toJSON() }),
});

/** Reads a template of the project, by its path from the root. */
export function readTemplate(path: string): Template {
  return parseTemplate(readFileSync(`${ROOT}${path}`, 'utf8'));
}

export function parseTemplate(text: string): Template {
  const customTags = [...['Ref', 'Condition', ...SHORT_FORMS].map(scalar), ...SHORT_FORMS.map(list)];
  return parse(text, { customTags }) as Template;
}

/** What intrinsic functions come to: parameters and pseudo parameters by name, attributes as `Resource.Attribute`. */
export type Values = Record<string, string>;

/** The value with every intrinsic function carried out. Throws RangeError for a name that has no value. */
export function evaluate(template: Template, values: Values, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => evaluate(template, values, one));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, given] = ['', undefined], ...more] = Object.entries(value);
  const intrinsic = more.length === 0 ? INTRINSICS[name] : undefined;
  if (intrinsic !== undefined) return intrinsic({ template, values }, given);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, evaluate(template, values, one)]));
}

type Intrinsic = (within: { template: Template; values: Values }, given: unknown) => unknown;

const INTRINSICS: Record<string, Intrinsic | undefined> = {
  Ref: ({ template, values }, given) => named(template, values, String(given)),
  'Fn::GetAtt': ({ template, values }, given) => named(template, values, (given as string[]).join('.')),
  'Fn::Sub': ({ template, values }, given) =>
    String(given).replace(/\$\{([\w:.]+)\}/g, (_, name: string) => named(template, values, name)),
  'Fn::If': ({ template, values }, given) => {
    const [condition, yes, no] = given as [string, unknown, unknown];
    const holds = evaluate(template, values, template.Conditions?.[condition]);
    return evaluate(template, values, holds ? yes : no);
  },
  'Fn::Equals': ({ template, values }, given) => {
    const [a, b] = evaluate(template, values, given) as [unknown, unknown];
    return a === b;
  },
  'Fn::Not': ({ template, values }, given) => !(evaluate(template, values, given) as [unknown])[0],
};

function named(template: Template, values: Values, name: string): string {
  const value = values[name] ?? template.Parameters?.[name]?.Default;
  if (value === undefined) throw new RangeError(`nothing says what ${name} is`);
  return String(value);
}
