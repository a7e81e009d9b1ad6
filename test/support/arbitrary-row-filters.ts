import fc from 'fast-check';

/** A table to filter, and what it is filtered by. */
export const FILTERED = {
  name: 'customer',
  columns: [
    { name: 'c_id', type: 'bigint' },
    { name: 'c_name', type: 'varchar(60)' },
    { name: 'group', type: 'string' },
    { name: 'c_größe', type: 'decimal(10,2)' },
    { name: 'address', type: 'struct<city:string,geo:struct<lat:double>>' },
    { name: 'tags', type: 'array<string>' },
    { name: 'sold_at', type: 'timestamp' },
  ],
};

const column = fc.constantFrom(
  'c_id',
  'C_Id',
  '"C_NAME"',
  'c_name',
  '"group"',
  'c_größe',
  'address.city',
  'address."geo".lat',
);
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => `'${value.replaceAll("'", "''")}'`);
const number = fc.constantFrom('0', '-1', '+7', '10.50', '.5', '3.', '1e6', '-2.5E-3');
const constant = fc.oneof(text, number, fc.constantFrom('TRUE', 'false', 'Null'));
const not = fc.constantFrom('', 'NOT ', 'not ');

const comparison = fc.oneof(
  fc.tuple(column, fc.constantFrom('=', '<', '>', '<=', '>=', '<>', '!='), constant).map((parts) => parts.join('')),
  fc.tuple(column, not, constant, constant).map(([of, no, from, to]) => `${of} ${no}between ${from} AND ${to}`),
  fc.tuple(column, not, text).map(([of, no, like]) => `${of} ${no}LIKE ${like}`),
  fc.tuple(column, not).map(([of, no]) => `${of} IS ${no}NULL`),
  fc
    .tuple(column, not, fc.array(constant, { minLength: 1, maxLength: 4 }))
    .map(([of, no, list]) => `${of} ${no}In (${list.join(' ,')})`),
);

/** Row filters of FILTERED that the developer guide of Lake Formation has a form for. */
export const documentedFilters: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    comparison,
    fc.constantFrom('true', 'FALSE'),
    tie('any').map((one) => `(${one})`),
    tie('any').map((one) => `NOT ${one}`),
    fc
      .tuple(tie('any'), fc.constantFrom(' AND ', ' or ', '\n\tOR\n'), tie('any'))
      .map(([left, by, right]) => left + by + right),
  ),
})).any;

/** What stands in filters, in any order: seldom one, and often nearly. */
export const nearlyFilters: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: comparison },
      column,
      constant,
      fc.constantFrom(
        ...'( ) , . = != AND OR NOT IN IS NULL BETWEEN LIKE tags sold_at c_nope ; \' " ` [ ] - || CAST upper'.split(
          ' ',
        ),
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(' '));
