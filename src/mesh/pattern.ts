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

/** What an expression that was compiled answers. */
export type Matcher = (name: string) => boolean;

/** Time is linear in name and expression, and an expression of ten characters can stand for thousands of steps: no more than so many. */
const MOST_STEPS = 4_000;

/** Matches whole names, in time linear in their length (RE2); null when `pattern` is no such expression, or too large a one. */
export function compilePattern(pattern: string): Matcher | null {
  const compiled = compile(pattern);
  return compiled === null || compiled.programSize() > MOST_STEPS ? null : matcherOf(compiled);
}

/** Of one record: whoever writes it may write thousands of expressions. */
const MOST_PATTERNS = 200;
const MOST_STEPS_TOGETHER = 20_000;

/** Compiles the expressions of one record, one after the other: null for what is none, `spent` for what is too much together. */
export function frugalCompiler(): (pattern: string) => Matcher | null | 'spent' {
  let [patterns, steps] = [0, 0];
  return (pattern) => {
    if (patterns >= MOST_PATTERNS || steps >= MOST_STEPS_TOGETHER) return 'spent';
    patterns += 1;
    const compiled = compile(pattern);
    if (compiled === null) return null;
    steps += compiled.programSize();
    return steps > MOST_STEPS_TOGETHER ? 'spent' : matcherOf(compiled);
  };
}

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('RE2JS')) return null;
    throw error;
  }
}

function matcherOf(compiled: RE2JS): Matcher {
  return (name) => compiled.matches(name);
}

/** An expression that means exactly these names. */
export function patternFor(names: readonly string[]): string {
  return names.map((name) => (isPlainName(name) ? name : RE2JS.quote(name))).join('|');
}
