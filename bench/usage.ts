import { argumentsOf, Misuse } from '../scripts/arguments.ts';

/** What is to be measured. */
export interface Usage {
  /** By name, in the order of all that there is. */
  topics: string[];
  /** How long a busy day is. */
  minutes: number;
  /** Pieces of the topic `faults`; absent: all of it. */
  only?: string[];
}

const OPTIONS = { minutes: { type: 'string' }, only: { type: 'string' } } as const;

/** Reads the arguments: the usual topics are meant when none is named, the `extra` ones only by name. Throws Misuse. */
export function readUsage(args: string[], usual: readonly string[], extra: readonly string[]): Usage {
  const { positionals: wanted, values } = argumentsOf({ args, allowPositionals: true, options: OPTIONS });
  const unknown = wanted.filter((name) => !usual.includes(name) && !extra.includes(name));
  if (unknown.length > 0)
    throw new Misuse(`There is no ${unknown.join(', ')}. There is: ${[...usual, ...extra].join(', ')}.`);
  const { minutes = '30', only } = values;
  if (!(Number(minutes) > 0)) throw new Misuse('--minutes must be a number above 0.');
  const others = wanted.filter((name) => name !== 'faults');
  if (only !== undefined && (others.length > 0 || wanted.length === 0)) {
    throw new Misuse(
      '--only names pieces of faults, and goes with no other topic: npm run bench -- faults --only races.',
    );
  }
  if (values.minutes !== undefined && !wanted.includes('busy-day')) {
    throw new Misuse('--minutes is how long a busy day is: npm run bench -- busy-day --minutes 30.');
  }
  const topics = wanted.length === 0 ? [...usual] : [...usual, ...extra].filter((name) => wanted.includes(name));
  return { topics, minutes: Number(minutes), ...(only !== undefined && { only: only.split(',') }) };
}
