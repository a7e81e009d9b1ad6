/** A word, literal or mark of a row filter. */
export interface Token {
  /** `name` stands in double quotes; `bad` is nothing of PartiQL. */
  kind: 'word' | 'name' | 'text' | 'number' | 'mark' | 'bad' | 'end';
  /** As it was typed. */
  text: string;
  /** UTF-16 units before it. */
  at: number;
}

const TOKEN =
  /(?<word>[\p{L}_$][\p{L}\p{M}\p{N}_$]*)|(?<name>"(?:[^"]|"")*"(?!"))|(?<text>'(?:[^']|'')*'(?!')|`[^`]*`)|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<mark><=|>=|<>|!=|\|\||[=<>()[\].,+*/%-])|(?<bad>\S)/gu;

/** The tokens of a row filter, up to the first that is bad; the end is always there. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, index: at, groups = {} } of text.matchAll(TOKEN)) {
    const kind = (['word', 'name', 'text', 'number', 'mark'] as const).find((one) => groups[one] !== undefined);
    tokens.push({ kind: kind ?? 'bad', text: found, at });
    if (kind === undefined) break;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

/** The column that a word or a name means: Glue folds names to lower case. */
export function nameIn({ kind, text }: Token): string {
  return (kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
}

/** A token as it was typed, short, and with nothing in it that cannot be seen. */
export function shown({ text }: Token): string {
  const characters = [...text.replace(/\p{C}/gu, '\ufffd')];
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join('');
}
