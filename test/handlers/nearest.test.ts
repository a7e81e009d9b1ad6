import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/handlers/commands/mesh.ts';
import { nearest } from '../../src/handlers/commands/unknown.ts';

it.each([
  ['reqeusts', 'requests'],
  ['aprove', 'approve'],
  ['sub', 'subscriptions'],
  ['conect', 'connect'],
  ['hlep', 'help'],
  ['revoek', 'revoke'],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, COMMANDS)?.word).toBe(meant);
});

it.each(['x', 'banana', '🙂', 'مرحبا', 'requests'.repeat(1_000)])('takes %s for nothing', (word) => {
  expect(nearest(word, COMMANDS)).toBeUndefined();
});
