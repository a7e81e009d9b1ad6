import type { Column } from '@aws-sdk/client-glue';
import { invalidInput } from '../errors.ts';
import { foldName } from '../state/catalog.ts';

/** Whether a partition with these values is selected. */
type Predicate = (values: readonly string[]) => boolean;
type Scalar = string | number;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|'((?:[^']|'')*)'|"([^"]*)"|([A-Za-z_][\w-]*)|(<>|<=|>=|!=|[=<>(),-]))/y;
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'between', 'like', 'is', 'null']);
const NUMERIC = /^(tinyint|smallint|int|integer|bigint|long|float|double|decimal)/i;

/**
 * Reads GetPartitions' Expression: comparisons of partition keys with literals, IN, BETWEEN, LIKE, IS NULL, joined by AND,
 * OR, NOT and parentheses. Keys of a numeric type compare as numbers. Throws InvalidInputException.
 */
export function parsePartitionExpression(expression: string | undefined, keys: readonly Column[]): Predicate {
  if (expression === undefined || expression.trim() === '') return () => true;
  const parser = new Parser(tokenize(expression), keys);
  return parser.parse();
}

type Token = { readonly kind: 'number' | 'string' | 'name' | 'word' | 'sign'; readonly text: string };

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < expression.trimEnd().length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(expression);
    if (found === null) throw invalidInput(`Unsupported expression '${expression}' at ${at}.`);
    const [, number, single, double, name, sign] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (single !== undefined) tokens.push({ kind: 'string', text: single.replaceAll("''", "'") });
    else if (double !== undefined) tokens.push({ kind: 'string', text: double });
    else if (name !== undefined)
      tokens.push({ kind: KEYWORDS.has(foldName(name)) ? 'word' : 'name', text: foldName(name) });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #keys: readonly Column[];
  #at = 0;

  constructor(tokens: readonly Token[], keys: readonly Column[]) {
    this.#tokens = tokens;
    this.#keys = keys;
  }

  parse(): Predicate {
    const predicate = this.#either();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return predicate;
  }

  #either(): Predicate {
    let left = this.#both();
    while (this.#accept('or')) {
      const [one, other] = [left, this.#both()];
      left = (values) => one(values) || other(values);
    }
    return left;
  }

  #both(): Predicate {
    let left = this.#single();
    while (this.#accept('and')) {
      const [one, other] = [left, this.#single()];
      left = (values) => one(values) && other(values);
    }
    return left;
  }

  #single(): Predicate {
    if (this.#accept('not')) {
      const negated = this.#single();
      return (values) => !negated(values);
    }
    if (this.#accept('(')) {
      const inner = this.#either();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const value = this.#key();
    const negated = this.#accept('not');
    const truth = (predicate: Predicate): Predicate => (negated ? (values) => !predicate(values) : predicate);
    if (this.#accept('in')) {
      this.#expect('(');
      const items = [this.#literal()];
      while (this.#accept(',')) items.push(this.#literal());
      this.#expect(')');
      return truth((values) => items.some((item) => compare(value(values), item) === 0));
    }
    if (this.#accept('between')) {
      const low = this.#literal();
      this.#expect('and');
      const high = this.#literal();
      return truth((values) => compare(value(values), low) >= 0 && compare(value(values), high) <= 0);
    }
    if (this.#accept('like')) {
      const pattern = likePattern(String(this.#literal()));
      return truth((values) => pattern.test(String(value(values))));
    }
    if (negated) throw this.#unexpected();
    if (this.#accept('is')) {
      const isNot = this.#accept('not');
      this.#expect('null');
      return (values) => (value(values) === '__HIVE_DEFAULT_PARTITION__') !== isNot;
    }
    const test = COMPARISONS[this.#next().text];
    if (test === undefined) throw this.#unexpected();
    const literal = this.#literal();
    return (values) => test(compare(value(values), literal));
  }

  /** A partition key: its value out of a partition's values, as a number when its type is one. */
  #key(): (values: readonly string[]) => Scalar {
    const token = this.#next();
    const index = this.#keys.findIndex((key) => foldName(key.Name ?? '') === token.text);
    if (token.kind !== 'name' || index < 0) throw invalidInput(`'${token.text}' is not a partition key.`);
    const numeric = NUMERIC.test(this.#keys[index]?.Type ?? '');
    return (values) => (numeric ? Number(values[index]) : (values[index] ?? ''));
  }

  #literal(): Scalar {
    if (this.#accept('-')) return -Number(this.#next().text);
    const token = this.#next();
    if (token.kind === 'number') return Number(token.text);
    if (token.kind !== 'string') throw this.#unexpected();
    return token.text;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalidInput('The expression ends too early.');
    this.#at += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.text !== text || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string) {
    if (!this.#accept(text)) throw this.#unexpected();
  }

  #unexpected() {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    return invalidInput(`Unsupported expression near '${token?.text ?? ''}'.`);
  }
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Negative, zero or positive; numbers as numbers when either side is one, else as text. */
function compare(left: Scalar, right: Scalar): number {
  if (typeof left === 'number' || typeof right === 'number') return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function likePattern(like: string): RegExp {
  const escaped = like.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's');
}
