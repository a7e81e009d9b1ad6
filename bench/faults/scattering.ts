/** Looks at a shard without news, after which what was held back of it comes. */
const IDLE_LOOKS = 5;

/** A record, as far as its place in its shard goes. */
interface Placed {
  dynamodb?: { SequenceNumber?: string | undefined } | undefined;
}

/** Has records of a shard come in any order: some of each page with it, some with a later one. `late` counts those that came after a later one. */
export function scattering<T extends Placed>(chance: () => number) {
  const held = new Map<string, { records: T[]; idle: number; last: string }>();
  let late = 0;
  const scatter = (records: readonly T[], id: string): T[] => {
    const shard = held.get(id) ?? { records: [], idle: 0, last: '' };
    held.set(id, shard);
    shard.idle = records.length === 0 ? shard.idle + 1 : 0;
    const all = [...shard.records, ...records];
    const isGiven = all.map(() => shard.idle >= IDLE_LOOKS || chance() < 0.5);
    shard.records = all.filter((_, at) => !isGiven[at]);
    const given = shuffled(
      all.filter((_, at) => isGiven[at]),
      chance,
    );
    for (const { dynamodb: { SequenceNumber: number = '' } = {} } of given) {
      if (number < shard.last) late += 1;
      else shard.last = number;
    }
    return given;
  };
  return { scatter, late: () => late };
}

function shuffled<T>(list: readonly T[], chance: () => number): T[] {
  return list
    .map((one) => ({ one, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
