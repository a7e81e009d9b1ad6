import { RE2JS } from 're2js';
import * as z from 'zod';

const PATTERN = 'a table name or a regular expression (RE2 syntax: no look-around, no back-references)';
/** A table name or a pattern that compiles. */
export const tablePattern = z
  .string(PATTERN)
  .min(1, PATTERN)
  .max(2048, PATTERN)
  .refine((pattern) => isPlainName(pattern) || compilePattern(pattern) !== null, PATTERN);

/** Whether `asked` can only be meant as a name: nothing in it has a meaning in a regular expression. */
export function isPlainName(asked: string): boolean {
  return /^[\w-]+$/.test(asked);
}

/** Matches whole names, in time linear in their length (RE2); null when `pattern` is no such expression. */
export function compilePattern(pattern: string): ((name: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return (name) => compiled.matches(name);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('RE2JS')) return null;
    throw error;
  }
}

/** An expression that means exactly these names. */
export function patternFor(names: readonly string[]): string {
  return names.map((name) => (isPlainName(name) ? name : RE2JS.quote(name))).join('|');
}
