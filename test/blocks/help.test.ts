import { describe, expect, it } from 'vitest';
import { helpBlocks, unknownBlocks } from '../../src/blocks/help.ts';
import { fallback } from '../../src/blocks/rich.ts';
import { COMMANDS } from '../../src/handlers/commands/mesh.ts';

const command = (word: string) => COMMANDS.find((one) => one.word === word);

describe('the answer to a misspelt command', () => {
  it.each([
    [
      'aprove',
      'approve',
      'There is no /mesh aprove. Did you mean /mesh approve ID? It approves a request, with changes.',
    ],
    [
      'reqeusts',
      'requests',
      'There is no /mesh reqeusts. Did you mean /mesh requests? It lists what waits for a decision, the oldest first.',
    ],
  ])('asks of %s whether %s was meant, and says what that does', (typed, meant, words) => {
    expect(fallback(unknownBlocks(typed, command(meant), COMMANDS))).toBe(
      `${words} /mesh help lists all that there is.`,
    );
  });
});

it('says of every command what it does, with a verb', () => {
  const verbs = COMMANDS.map(({ does }) => does.split(' ')[0]);
  expect(verbs.filter((verb) => !/^[a-z]+s$/.test(verb ?? ''))).toEqual([]);
  expect(JSON.stringify(helpBlocks(COMMANDS))).toContain('" lists every command"');
});
