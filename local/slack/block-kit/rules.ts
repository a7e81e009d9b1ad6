import { isObject, type JsonObject } from '../json.ts';

/** What is wrong with a payload, in Slack's words: `must be … [json-pointer:/blocks/0/text]`. */
export class Complaints {
  readonly lines: string[] = [];

  add(at: string, words: string): void {
    this.lines.push(`${words} [json-pointer:${at}]`);
  }
}

/** Looks at one value; `at` is its JSON pointer. */
export type Rule = (value: unknown, at: string, complaints: Complaints) => void;

/** A string of `min` to `max` characters. */
export function string(max: number, min = 0): Rule {
  return (value, at, complaints) => {
    if (typeof value !== 'string') complaints.add(at, 'must be a string');
    else if (value.length > max) complaints.add(at, `must be less than ${max + 1} characters`);
    else if (value.length < min) complaints.add(at, `must be more than ${min - 1} characters`);
  };
}

/** A string that matches `form`; `what` says which form that is. */
export function matching(form: RegExp, what: string): Rule {
  return (value, at, complaints) => {
    if (typeof value !== 'string' || !form.test(value)) complaints.add(at, `must match ${what}`);
  };
}

/** An http, https or mailto address of at most 3000 characters. */
export const address: Rule = (value, at, complaints) => {
  string(3000, 1)(value, at, complaints);
  const protocol = typeof value === 'string' && URL.canParse(value) ? new URL(value).protocol : '';
  if (!['http:', 'https:', 'mailto:', 'slack:'].includes(protocol)) complaints.add(at, 'must be a valid URL');
};

export const boolean: Rule = (value, at, complaints) => {
  if (typeof value !== 'boolean') complaints.add(at, 'must be a valid boolean');
};

/** A whole number of `min` to `max`. */
export function integer(min: number, max: number): Rule {
  return (value, at, complaints) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) complaints.add(at, 'must be a valid integer');
    else if (value < min || value > max) complaints.add(at, `must be between ${min} and ${max}`);
  };
}

export function oneOf(...values: readonly string[]): Rule {
  return (value, at, complaints) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      complaints.add(at, `must be one of: ${values.join(', ')}`);
    }
  };
}

/** An array of `min` to `max` items that each keep to `item`. */
export function array(item: Rule, max: number, min = 1): Rule {
  return (value, at, complaints) => {
    if (!Array.isArray(value)) return complaints.add(at, 'must provide an array');
    if (value.length > max) complaints.add(at, `no more than ${max} items allowed`);
    if (value.length < min) complaints.add(at, `no fewer than ${min} items allowed`);
    for (const [index, entry] of value.entries()) item(entry, `${at}/${index}`, complaints);
  };
}

/** The members of an object. */
export interface Shape {
  required?: Record<string, Rule>;
  optional?: Record<string, Rule>;
  /** What no single member can say. */
  whole?: (value: JsonObject, at: string, complaints: Complaints) => void;
}

/** An object of that shape and nothing more; `type` is always allowed. */
export function shape({ required = {}, optional = {}, whole }: Shape): Rule {
  return (value, at, complaints) => {
    if (!isObject(value)) return complaints.add(at, 'must provide an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) complaints.add(at, `missing required field: ${name}`);
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === 'type' || member === undefined) continue;
      const rule = required[name] ?? optional[name];
      if (rule === undefined) complaints.add(at, `invalid additional property: ${name}`);
      else rule(member, `${at}/${name}`, complaints);
    }
    whole?.(value, at, complaints);
  };
}

/** An object whose `type` says which rule it keeps to. */
export function byType(rules: Record<string, Rule>): Rule {
  return (value, at, complaints) => {
    if (!isObject(value)) return complaints.add(at, 'must provide an object');
    if (value.type === undefined) return complaints.add(at, 'missing required field: type');
    const rule = typeof value.type === 'string' ? rules[value.type] : undefined;
    if (rule === undefined) complaints.add(`${at}/type`, `unsupported type: ${value.type}`);
    else rule(value, at, complaints);
  };
}
