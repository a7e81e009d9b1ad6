import type { Column } from '@aws-sdk/client-glue';
import { invalidInput, type ServiceError } from '../errors.ts';
import { allColumns, foldName, type Table } from '../state/catalog.ts';

/** A quoted text, a quoted name, a word, a number, an operator or a punctuation mark; else whatever stands there. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_]*|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|<=|>=|<>|!=|[=<>(),.]|\S/gu;
const NAME = /^(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_]*)$/u;
const CONSTANT = /^(?:'.*'|[+-]?\.?\d.*|true|false|null)$/isu;
const COMPARISON = /^(?:<=|>=|<>|!=|[=<>])$/;
const KEYWORD =
  /^(?:and|as|asc|between|by|case|escape|first|from|group|having|in|is|last|like|missing|not|null|or|order|select|union|where)$/i;
const DEEPEST = 100;

interface Reader {
  readonly tokens: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  at: number;
}

/**
 * Throws InvalidInputException for what is no row filter of the table: the grammar is the developer guide's ("PartiQL support in
 * row filter expressions"), columns against constants, joined by AND, OR, NOT and parentheses, or a truth value alone. That
 * constants have the type of their columns is not checked; Lake Formation's words are known for TIMESTAMP alone.
 */
export function requireRowFilter(table: Table, expression: string): void {
  const columns = new Map(allColumns(table.input).map((column) => [foldName(column.Name ?? ''), column]));
  const reader = { tokens: expression.match(TOKENS) ?? [], columns, at: 0 };
  conditions(reader, 0);
  if (reader.at < reader.tokens.length) throw refused(reader);
}

function conditions(reader: Reader, depth: number): void {
  do condition(reader, depth);
  while (skip(reader, /^(?:and|or)$/i));
}

function condition(reader: Reader, depth: number): void {
  if (depth > DEEPEST) throw invalidInput('The row filter expression is nested too deeply.');
  while (skip(reader, /^not$/i));
  if (skip(reader, /^\($/)) {
    conditions(reader, depth + 1);
    expect(reader, /^\)$/);
  } else if (!skip(reader, /^(?:true|false)$/i)) comparison(reader);
}

function comparison(reader: Reader) {
  column(reader);
  if (skip(reader, COMPARISON)) return expect(reader, CONSTANT);
  if (skip(reader, /^is$/i)) {
    skip(reader, /^not$/i);
    return expect(reader, /^null$/i);
  }
  skip(reader, /^not$/i);
  if (skip(reader, /^like$/i)) return expect(reader, CONSTANT);
  if (skip(reader, /^between$/i)) {
    expect(reader, CONSTANT);
    expect(reader, /^and$/i);
    return expect(reader, CONSTANT);
  }
  expect(reader, /^in$/i);
  expect(reader, /^\($/);
  do expect(reader, CONSTANT);
  while (skip(reader, /^,$/));
  expect(reader, /^\)$/);
}

/** A column, or a field of one. */
function column(reader: Reader): void {
  const token = reader.tokens[reader.at] ?? '';
  if (!NAME.test(token) || KEYWORD.test(token)) throw refused(reader);
  const name = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
  const found = reader.columns.get(foldName(name));
  if (found === undefined) throw invalidInput(`Row filter expression refers to column ${name}, which does not exist.`);
  const [type = ''] = /^[a-z]+/.exec((found.Type ?? '').toLowerCase()) ?? [];
  if (['array', 'map', 'timestamp'].includes(type)) {
    throw invalidInput(`${type.toUpperCase()} data type not supported for row level filter predicate.`);
  }
  reader.at += 1;
  while (skip(reader, /^\.$/)) expect(reader, NAME);
}

function skip(reader: Reader, what: RegExp): boolean {
  const token = reader.tokens[reader.at];
  if (token === undefined || !what.test(token)) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, what: RegExp): void {
  if (!skip(reader, what)) throw refused(reader);
}

function refused({ tokens, at }: Reader): ServiceError {
  const token = tokens[at];
  return invalidInput(`Invalid row filter expression: unexpected ${token === undefined ? 'end' : `token ${token}`}.`);
}
