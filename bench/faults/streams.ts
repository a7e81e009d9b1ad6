import { installRuntimes } from '../../test/support/lambda/node.ts';
import { type Row, type Table, told } from '../report.ts';
import { tellFunctions } from './stream-functions.ts';
import { type StreamTold, tellStreams } from './stream-scene.ts';
import { STREAM_STORIES } from './stream-stories.ts';

const TELLING = { ms: 12_000, rounds: 3, seed: 20261123 };

/** Calls with the address of a database that is there for this work alone. */
type OnDatabase = <T>(work: (dynamoUrl: string) => Promise<T>) => Promise<T>;

/** The whole bot, with its streams as AWS may show them at their worst, audited at rest. */
export async function streams(onDatabase: OnDatabase): Promise<Table> {
  const rows: Row[] = [];
  for (const story of STREAM_STORIES)
    rows.push(told(rowOf(await onDatabase((url) => tellStreams(url, story, TELLING)))));
  await installRuntimes();
  rows.push(told(rowOf(await onDatabase((url) => tellFunctions(url, TELLING)))));
  return { title: 'Streams: requests and decisions, audited at rest', unit: 'findings of the auditor', rows };
}

function rowOf({ name, counts, done, requests, deeds, cardsNotOne, early, restedMs, findings }: StreamTold): Row {
  for (const finding of findings) console.log(`${name}: ${JSON.stringify(finding)}`);
  return {
    what: name,
    ours: findings.length,
    target: { of: 'ours', atMost: 0 },
    more: {
      ...{ 'how often': `${done} ${counts}`, requests, decisions: deeds },
      'without exactly one card': cardsNotOne,
      'children before parents': early,
      'at rest after s': (restedMs / 1_000).toFixed(1),
    },
  };
}
