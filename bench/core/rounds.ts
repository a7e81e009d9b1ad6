import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { openGateway } from '../faults/gateway.ts';

/** A way out of this process on which every call takes as long as every other: all that wait are let through together. */
export interface Rounds {
  url: string;
  /** The calls of each round, `service:Operation`. As many rounds as there are, so many calls were made one after the other. */
  calls: string[][];
  close(): Promise<void>;
}

/** So often nothing new may come before those that wait are let through. */
const QUIET_LOOKS = 30;

/** Opens one before the services. Whoever calls has to be this process, and to wait for nothing but its calls. */
export async function openRounds({ lake, dynamo }: { lake: string; dynamo: string }): Promise<Rounds> {
  const calls: string[][] = [];
  let waiting: { label: string; go: () => void }[] = [];
  let gathering = false;
  const gather = async () => {
    for (let [quiet, seen] = [0, 0]; quiet < QUIET_LOOKS; quiet = waiting.length === seen ? quiet + 1 : 0) {
      seen = waiting.length;
      await wait(1);
      await turn();
    }
    gathering = false;
    const round = waiting;
    waiting = [];
    calls.push(round.map(({ label }) => label));
    for (const { go } of round) go();
  };
  const gateway = await openGateway({ lake, dynamo, slack: lake }, async ({ service, operation }) => {
    const passed = new Promise<void>((go) => void waiting.push({ label: `${service}:${operation}`, go }));
    if (!gathering) {
      gathering = true;
      void gather();
    }
    await passed;
    return undefined;
  });
  return { url: gateway.url, calls, close: () => gateway.close() };
}
