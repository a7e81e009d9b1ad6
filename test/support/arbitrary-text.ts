import fc from 'fast-check';

/** Slack users that the directory and Meshdesk's own table may name; nobody else may be mentioned. */
export const KNOWN_USERS = ['U0RITA', 'U0ROB', 'U0MAYA', 'U0FINN', 'U0ADA'];
export const KNOWN_GROUPS = ['S0RETAIL', 'S0STAFF'];
export const KNOWN_CHANNELS = ['C0RETAIL', 'C0MARKETING', 'C0ADMINS'];

const HOSTILE = [
  '*bold* _it_ ~no~ `code`',
  '<!here>',
  '<!channel> <!everyone>',
  '<@U1>',
  '<@U0STRANGER|rita>',
  '<#C0ADMINS>',
  '<https://evil.example|click here>',
  '&lt;!here&gt; &amp;',
  '```\ncode\n```',
  '> quote\n• list',
  '🙂'.repeat(127),
  '👩‍👩‍👧‍👦'.repeat(23),
  'مرحبا بالعالم '.repeat(18),
  '\u202e\u2066txet desrever',
  'web\u200b_sales\ufeff',
  '\u2067evil\u061c',
  '表'.repeat(255),
  'a'.repeat(255),
  ' ',
  '\u0000\u0001\n\t',
  ':tada:',
  'web_sales',
];

/** Text from outside of at most `max` UTF-16 units. */
export function text(max: number, min = 1): fc.Arbitrary<string> {
  const cut = (value: string) => value.slice(0, max).replace(/[\ud800-\udbff]$/, '');
  const hostile = fc.constantFrom(...HOSTILE).map(cut);
  const longest = fc.constantFrom(...HOSTILE).map((value) => cut(value.repeat(Math.ceil(max / value.length))));
  const any = fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(max, 40) }).map(cut);
  return fc.oneof(hostile, longest, any).filter((value) => value.length >= min);
}

/** A list of up to `most`: a few, or all of that many, out of some that are told apart by a number. */
export function many<T>(one: fc.Arbitrary<T>, most: number, numbered: (value: T, at: number) => T): fc.Arbitrary<T[]> {
  const few = fc.array(one, { maxLength: 4 });
  const lots = fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 4 }), fc.constantFrom(most, Math.ceil(most / 2), 9))
    .map(([some, length]) => Array.from({ length }, (_, at) => numbered(some[at % some.length] as T, at)));
  return fc.oneof({ weight: 3, arbitrary: few }, { weight: 1, arbitrary: lots });
}

/** Names of tables and columns: up to 255 characters, and no two alike. */
export const numberedName = (name: string, at: number) => `${name.slice(0, 249).replace(/[\ud800-\udbff]$/, '')}_${at}`;
export const names = (most: number) => many(text(255), most, numberedName);

export const digits = fc.constantFrom('111111111111', '222222222222', '999999999999');
export const user = fc.constantFrom(...KNOWN_USERS);
export const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
export const meshTimes = fc.oneof(
  fc.constantFrom('2026-11-23 06:21:57', '0001-01-01 00:00:00', '9999-12-31 23:59:59'),
  text(64),
);
