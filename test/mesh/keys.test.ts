import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { keys, operationRef } from '../../src/mesh/stores/keys.ts';

it('keeps every id within what DynamoDB takes for a key, each apart from the others', () => {
  const id = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 2048 })
    .filter((text) => Buffer.byteLength(text) <= 2048);
  fc.assert(
    fc.property(id, id, fc.constantFrom('subscription' as const, 'products' as const), (one, other, subject) => {
      const [first, second] = [one, other].map((given) => keys.message(given, 'card#C1', subject).pk);
      expect(Buffer.byteLength(first ?? '')).toBeLessThanOrEqual(2048);
      expect(first === second).toBe(one === other);
    }),
  );
});

it('takes what is kept under an id that is too long for no operation', () => {
  expect(operationRef(keys.operation('x'.repeat(2048)))).toBeNull();
  expect(operationRef(keys.operation('x'.repeat(2035)))).toEqual({ kind: 'decision', id: 'x'.repeat(2035) });
});
