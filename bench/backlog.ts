import { secondsUntil } from './flood/outcome.ts';
import { openFlood } from './flood/stage.ts';
import type { Row, Table } from './report.ts';

const PRODUCERS = 200;

/** A stream with so many requests in it that nobody has looked at, read by one process, without Slack's limit on messages. */
export async function backlog(): Promise<Table[]> {
  const few = await worked(1_000);
  const many = await worked(10_000);
  const row = (what: string, pick: (one: Worked) => number, over: Partial<Row> = {}): Row => ({
    ...{ what, ours: pick(many), reference: pick(few) },
    ...over,
  });
  const services = [...new Set([...Object.keys(few.calls), ...Object.keys(many.calls)])].sort();
  return [
    {
      title: `Backlog: 10000 stream records for ${PRODUCERS} producers, one process, no limit on messages`,
      unit: 'as said',
      reference: '1000 records',
      rows: [
        row('records a second', ({ rate }) => rate, { target: { of: 'ours', atLeast: 150 } }),
        row('processor time of the bot a record (ms)', ({ cpu }) => cpu),
        row('most memory (MB)', ({ megabytes }) => megabytes, { target: { of: 'ratio', atMost: 1.5 } }),
        ...services.map((service) => row(`calls of ${service} a record`, ({ calls }) => calls[service] ?? 0)),
      ],
    },
  ];
}

interface Worked {
  rate: number;
  /** A record, in milliseconds. */
  cpu: number;
  megabytes: number;
  /** A record, by service. */
  calls: Record<string, number>;
}

async function worked(records: number): Promise<Worked> {
  const flood = await openFlood(PRODUCERS, false);
  try {
    const bot = await flood.bot();
    const atStart = await bot.used();
    const begun = performance.now();
    await flood.ask(records);
    const seconds = await secondsUntil(flood, records, begun);
    const { cpu, megabytes, calls } = await bot.used();
    await bot.stop();
    const each = Object.entries(calls).map(([service, count]) => [
      service,
      (count - (atStart.calls[service] ?? 0)) / records,
    ]);
    return { rate: records / seconds, cpu: (cpu - atStart.cpu) / records, megabytes, calls: Object.fromEntries(each) };
  } finally {
    await flood.close();
  }
}
