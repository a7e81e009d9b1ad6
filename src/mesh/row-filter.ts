import type { Column } from './plan.ts';
import { nameIn, shown, type Token, tokensOf } from './row-filter-tokens.ts';

/** What is wrong with a row filter. */
export interface RowFilterProblem {
  /** The character that it begins at, from 1. */
  at: number;
  /** In plain words, to stand behind a colon. */
  what: string;
}

/** A table that a row filter is to be of. */
interface FilteredTable {
  name: string;
  columns: readonly Pick<Column, 'name' | 'type'>[];
}

/** Characters of a filter expression (lake-formation, RowFilter). */
const LONGEST = 2048;
/** Parentheses in parentheses: each takes of the stack, and nobody needs so many. */
const DEEPEST = 200;

/**
 * Reads a row filter once, for any number of tables: what is wrong with it for a table, or undefined. Refused is what Lake
 * Formation certainly refuses: what is no predicate, functions, a column compared with a column, columns that are not there, and
 * those of a type that rows cannot be filtered by. The rest of PartiQL, as CAST and arithmetic, is left to Lake Formation. Pure;
 * never throws; linear in the length of the text. Sources: "PartiQL support in row filter expressions" and "Data filtering
 * limitations" of the Lake Formation developer guide; for TIMESTAMP, Lake Formation's own refusal.
 */
export function rowFilterCheck(text: string): (table: FilteredTable) => RowFilterProblem | undefined {
  if (text.length > LONGEST) {
    const problem = { at: LONGEST + 1, what: 'a row filter has 2,048 characters at most' };
    return () => problem;
  }
  const reading = new Reading(text);
  return (table) => {
    const found = reading.wrong ?? strangeColumn(reading.columns, table);
    return found && { at: [...text.slice(0, found.at)].length + 1, what: found.what };
  };
}

function strangeColumn(
  named: ReadonlyMap<string, Token>,
  { name, columns }: FilteredTable,
): RowFilterProblem | undefined {
  const known = columns.map((column) => [column.name.toLowerCase(), column.type] as const);
  const types = new Map(known.filter(([column]) => named.has(column)));
  for (const [column, token] of named) {
    const type = types.get(column);
    if (type === undefined) {
      const quoted = token.kind === 'name' ? ', and text stands in single quotes' : '';
      return { at: token.at, what: `there is no column ${shown(token)} in ${name}${quoted}` };
    }
    const [strange] = /^(?:array|map|timestamp)\b/i.exec(type) ?? [];
    if (strange !== undefined) {
      return { at: token.at, what: `rows cannot be filtered by ${shown(token)}, which is of type ${strange}` };
    }
  }
  return undefined;
}

const COMPARISONS = ['=', '<', '>', '<=', '>=', '<>', '!='];
const ARITHMETIC = ['+', '-', '*', '/', '%', '||'];
/** What is certainly no column without double quotes; the guide itself names columns year and month, which PartiQL reserves. */
const RESERVED = new Set(
  'AND AS ASC BETWEEN BY CASE ESCAPE FIRST FROM GROUP HAVING IN IS LAST LIKE NOT OR ORDER SELECT UNION WHERE'.split(
    ' ',
  ),
);
const VALUE = 'a column or a value';

/** What was read: a column and nothing else, what is no predicate, or what may be one. */
type Kind = 'column' | 'value' | 'predicate';

/** A filter as it is read, from the first token to the last. What is wrong first ends it: then only the end is left to read. */
class Reading {
  /** By name, where each stands first. */
  readonly columns = new Map<string, Token>();
  wrong: RowFilterProblem | undefined;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    this.#asPredicate(() => this.#either());
    if (this.#token.kind !== 'end') this.#expected('AND, OR or the end');
  }

  /** Reads what has to be true or false: a column may be. */
  #asPredicate(read: () => Kind): Kind {
    const token = this.#token;
    if (read() === 'value') this.#fail(token, `${shown(token)} is compared with nothing`);
    return 'predicate';
  }

  #either(): Kind {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.#fail(this.#token, 'so many parentheses in parentheses cannot be read');
    const kind = this.#joined('OR', () => this.#joined('AND', () => this.#comparison()));
    this.#depth -= 1;
    return kind;
  }

  #joined(word: 'AND' | 'OR', read: () => Kind): Kind {
    const first = this.#token;
    let kind = read();
    while (this.#take(word)) {
      if (kind === 'value') this.#fail(first, `${shown(first)} is compared with nothing`);
      kind = this.#asPredicate(read);
    }
    return kind;
  }

  #comparison(): Kind {
    if (this.#takeAll('NOT')) return this.#asPredicate(() => this.#comparison());
    const kind = this.#sum();
    if (this.#take(...COMPARISONS)) this.#against(kind);
    else if (this.#take('IS')) {
      this.#take('NOT');
      this.#need('NULL', 'MISSING', 'TRUE', 'FALSE', 'UNKNOWN');
    } else {
      const not = this.#take('NOT');
      if (this.#take('BETWEEN')) {
        this.#against(kind);
        this.#need('AND');
        this.#against(kind);
      } else if (this.#take('LIKE')) {
        this.#against(kind);
        if (this.#take('ESCAPE')) this.#against(kind);
      } else if (this.#take('IN')) this.#list(kind);
      else if (not) this.#expected('BETWEEN, IN or LIKE');
      else return kind;
    }
    return 'predicate';
  }

  #against(kind: Kind) {
    const token = this.#token;
    if (this.#sum() === 'column' && kind === 'column') {
      this.#fail(token, 'a column can be compared with values only, and text stands in single quotes');
    }
  }

  #list(kind: Kind) {
    const open = this.#token;
    if (!this.#take('(', '[')) return this.#expected('( and a list of values');
    do this.#against(kind);
    while (this.#take(','));
    this.#close(open);
  }

  #sum(): Kind {
    let kind = this.#term();
    while (this.#take(...ARITHMETIC)) {
      this.#term();
      kind = 'value';
    }
    return kind;
  }

  #term(): Kind {
    const signed = this.#takeAll('+', '-');
    const kind = this.#operand();
    return signed ? 'value' : kind;
  }

  #operand(): Kind {
    const token = this.#token;
    if (this.#take('(')) {
      const kind = this.#either();
      this.#close(token);
      return kind;
    }
    if (token.kind === 'text' || token.kind === 'number') {
      this.#next += 1;
      return 'value';
    }
    if (this.#isWord('DATE', 'TIME', 'TIMESTAMP') && this.#tokens[this.#next + 1]?.kind === 'text') {
      this.#next += 2;
      return 'value';
    }
    if (this.#take('TRUE', 'FALSE', 'NULL', 'MISSING')) return 'predicate';
    if (!this.#take('CAST')) return this.#column();
    this.#cast();
    // It may be to a boolean.
    return 'predicate';
  }

  #cast() {
    const open = this.#token;
    this.#need('(');
    this.#either();
    this.#need('AS');
    if (this.#token.kind !== 'word') this.#expected('a type');
    while (this.#token.kind === 'word') this.#next += 1;
    const length = this.#token;
    if (this.#take('(')) {
      do this.#literal('a number');
      while (this.#take(','));
      this.#close(length);
    }
    this.#close(open);
  }

  #column(): Kind {
    const token = this.#token;
    if (this.#isWord(...RESERVED)) this.#expected(`${VALUE} (a column of that name stands in double quotes)`);
    this.#part(VALUE);
    if (this.wrong) return 'column';
    if (this.#isWord('(')) this.#fail(token, `${shown(token)} is a function, and a row filter takes none`);
    const name = nameIn(token);
    if (!this.columns.has(name)) this.columns.set(name, token);
    for (;;) {
      const open = this.#token;
      if (this.#take('.')) this.#part('the name of a field');
      else if (this.#take('[')) {
        this.#literal('a number or a text');
        this.#close(open);
      } else return 'column';
    }
  }

  #literal(what: string) {
    if (this.#token.kind === 'text' || this.#token.kind === 'number') this.#next += 1;
    else this.#expected(what);
  }

  #part(what: string) {
    if (this.#token.kind === 'word' || this.#token.kind === 'name') this.#next += 1;
    else this.#expected(what);
  }

  get #token(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #isWord(...words: string[]): boolean {
    const { kind, text } = this.#token;
    return (kind === 'word' || kind === 'mark') && words.includes(text.toUpperCase());
  }

  #take(...words: string[]): boolean {
    const taken = this.#isWord(...words);
    if (taken) this.#next += 1;
    return taken;
  }

  /** Whether there was one at least. */
  #takeAll(...words: string[]): boolean {
    const taken = this.#take(...words);
    while (this.#take(...words));
    return taken;
  }

  #need(...words: string[]) {
    if (!this.#take(...words)) this.#expected(words.join(' or '));
  }

  #close(open: Token) {
    if (this.#token.kind === 'end') this.#fail(open, `${open.text} is never closed`);
    else this.#need(open.text === '[' ? ']' : ')');
  }

  #expected(what: string) {
    const { kind, text } = this.#token;
    if (kind !== 'bad') {
      return this.#fail(this.#token, `${what} is expected${kind === 'end' ? '' : ` instead of ${shown(this.#token)}`}`);
    }
    if (/['"`]/.test(text)) return this.#fail(this.#token, 'this quote is never closed');
    const curly = /[‘’“”]/.test(text);
    this.#fail(
      this.#token,
      curly ? "text stands in straight single quotes, like 'US'" : `${shown(this.#token)} has no meaning here`,
    );
  }

  #fail({ at }: Token, what: string) {
    this.wrong ??= { at, what };
    this.#next = this.#tokens.length - 1;
  }
}
