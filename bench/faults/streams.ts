import type { Row, Table } from '../report.ts';
import { tellFunctions } from './stream-functions.ts';
import { type StreamTold, tellStreams } from './stream-scene.ts';
import { STREAM_STORIES } from './stream-stories.ts';

const TELLING = { ms: 12_000, rounds: 3, seed: 20261123 };

/** The whole bot, with its streams as AWS may show them at their worst, audited at rest. */
export async function streams(dynamoUrl: string): Promise<Table> {
  const rows: Row[] = [];
  for (const story of STREAM_STORIES) rows.push(rowOf(await tellStreams(dynamoUrl, story, TELLING)));
  rows.push(rowOf(await tellFunctions(dynamoUrl, TELLING)));
  return { title: 'Streams: requests and decisions, audited at rest', unit: 'findings of the auditor', rows };
}

function rowOf(told: StreamTold): Row {
  const { name, counts, done, requests, deeds, cardsNotOne, early, restedMs, findings } = told;
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
