import { setTimeout as wait } from 'node:timers/promises';
import { type Person, person } from '../local/slack/person.ts';
import { faults, secondsUntil } from './flood/outcome.ts';
import { APPROVER, type Flood, openFlood } from './flood/stage.ts';
import { quantile, type Table } from './report.ts';

const PRODUCERS = 200;
const REQUESTS = 10_000;
/** Messages that the stand-in takes at once in a channel before it wants one a second. */
const BURST = 4;
/** Between two clicks, in milliseconds. */
const CLICK_MS = 500;

/** Ten thousand requests at once for two hundred producers, with Slack's limit on messages, and people who click meanwhile. */
export async function load(): Promise<Table[]> {
  const flood = await openFlood(PRODUCERS, true);
  try {
    const bot = await flood.bot();
    const begun = performance.now();
    const asked = await flood.ask(REQUESTS);
    const people = clicking(flood);
    const seconds = await secondsUntil(flood, REQUESTS, begun);
    const acks = await people.stop();
    const { megabytes } = await bot.used();
    const { missing, twice } = await faults(flood, asked);
    await bot.stop();
    const floor = Math.max(...[...asked.values()].map(({ length }) => length)) - BURST;
    return [
      {
        title: `Load: ${REQUESTS} requests at once for ${PRODUCERS} producers, a message a second and channel`,
        unit: 'as said',
        rows: [
          {
            what: 'until every card is posted, the asking included (s)',
            ours: seconds,
            floor,
            target: { of: 'overFloor', atMost: 2 },
          },
          { what: 'requests without a card', ours: missing, target: { of: 'ours', atMost: 0 } },
          { what: 'cards too many', ours: twice, target: { of: 'ours', atMost: 0 } },
          { what: 'most memory (MB)', ours: megabytes, target: { of: 'ours', atMost: 300 } },
          {
            what: 'click → ack meanwhile, worst (ms)',
            ours: Math.max(...acks),
            target: { of: 'ours', atMost: 3_000 },
            more: { clicks: acks.length, median: quantile(acks, 0.5), p99: quantile(acks, 0.99) },
          },
        ],
      },
    ];
  } finally {
    await flood.close();
  }
}

/** Somebody who opens the details of the first card, again and again, until told to stop; answers how long each took. */
function clicking({ slack, channels: [channel = ''] }: Flood) {
  const acks: number[] = [];
  const leave = new AbortController();
  const work = async () => {
    const rita: Person = person(slack.url, APPROVER);
    const card = await rita.untilMessage(channel, () => true, 120_000);
    while (!leave.signal.aborted) {
      const clicked = performance.now();
      const { notice } = await rita.click(card, 'details');
      if (notice !== undefined) throw new Error(`a click in the middle of the flood: ${notice}`);
      acks.push(performance.now() - clicked);
      for (const view of await rita.views()) await rita.close(view);
      await wait(CLICK_MS);
    }
  };
  const working = work();
  working.catch(() => undefined);
  return {
    async stop(): Promise<number[]> {
      leave.abort();
      await working;
      return acks;
    },
  };
}
