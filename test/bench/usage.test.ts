import { expect, it } from 'vitest';
import { faults } from '../../bench/faults/faults.ts';
import { readUsage } from '../../bench/usage.ts';
import { Misuse } from '../../scripts/arguments.ts';

const read = (...args: string[]) => readUsage(args, ['ring', 'faults', 'load'], ['busy-day']);

it('takes the usual topics when none is named, and what is named in the order of all', () => {
  expect(read()).toEqual({ topics: ['ring', 'faults', 'load'], minutes: 30 });
  expect(read('busy-day', 'ring', '--minutes', '12')).toEqual({ topics: ['ring', 'busy-day'], minutes: 12 });
  expect(read('faults', '--only', 'races,kill deny')).toEqual({
    topics: ['faults'],
    minutes: 30,
    only: ['races', 'kill deny'],
  });
});

it.each([
  [['rings'], 'There is no rings. There is: ring, faults, load, busy-day.'],
  [['load', '--only', 'races'], '--only names pieces of faults, and goes with no other topic'],
  [['faults', 'load', '--only', 'races'], '--only names pieces of faults, and goes with no other topic'],
  [['--only', 'races'], '--only names pieces of faults, and goes with no other topic'],
  [['busy-day', '--minutes', 'long'], '--minutes must be a number above 0.'],
  [['ring', '--minutes', '5'], '--minutes is how long a busy day is'],
  [['ring', '--often'], "Unknown option '--often'"],
  [['faults', '--only'], 'argument missing'],
])('refuses %j with a sentence', (args, sentence) => {
  expect(() => read(...args)).toThrow(Misuse);
  expect(() => read(...args)).toThrow(sentence);
});

it('refuses a piece of the faults that there is not, before anything is started', async () => {
  await expect(faults(['kill time'])).rejects.toThrow(Misuse);
  await expect(faults(['kill time'])).rejects.toThrow(
    /There is no kill time\. There is: kill ask .*, races, races with the library, streams, weather\./,
  );
});
