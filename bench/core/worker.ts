import { DataMeshConsumer, type DataMeshOptions, DataMeshProducer } from '../../src/mesh/index.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { CONSUMER, MESH, PRODUCER, REGION, SOURCE } from './cast.ts';
import { openRounds, type Rounds } from './rounds.ts';
import { type Traffic, watchTraffic } from './wire.ts';

/** What a fresh process is to do with the library, as one producer or consumer. */
export type Work =
  | { do: 'create' }
  | { do: 'approve' | 'change' | 'revoke' | 'import'; subscriptionId: string }
  | { do: 'list' }
  /** Page by page, forgetting each. */
  | { do: 'walk' };

export interface Job {
  work: Work;
  subscriptionsTable: string;
  /** How many things there have to be in the answer. */
  expect: number;
  /** Whether every call is to take as long as every other, for the sake of `chain`. */
  inRounds?: boolean;
}

export interface Measured extends Traffic {
  milliseconds: number;
  /** Of the processor, in this process. */
  busy: number;
  /** Most memory that the process had, and what of it it had before the work, in MiB. */
  peak: number;
  before: number;
  /** Calls made one after the other; only in rounds. */
  chain: number;
}

process.once('message', async (job: Job) => {
  const rounds = job.inRounds ? await takeRounds() : undefined;
  const options = (accountId: string): DataMeshOptions => ({
    dataMeshAccountId: MESH,
    regionName: REGION,
    logLevel: 'ERROR',
    useCredentials: { AccountId: accountId, AccessKeyId: `AKIA${accountId}BENCH`, SecretAccessKey: 'secret' },
    subscriptionsTable: job.subscriptionsTable,
    s3PathStyle: true,
  });
  const [producer, consumer] = [new DataMeshProducer(options(PRODUCER)), new DataMeshConsumer(options(CONSUMER))];
  const traffic = watchTraffic();
  const before = process.resourceUsage().maxRSS / 1024;
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const done = await carryOut(job.work, producer, consumer);
  const milliseconds = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  if (done !== job.expect) throw new Error(`${job.work.do}: ${done} done, ${job.expect} expected`);
  producer.close();
  consumer.close();
  const peak = process.resourceUsage().maxRSS / 1024;
  const chain = rounds?.calls.length ?? 0;
  await rounds?.close();
  const measured: Measured = { ...traffic, milliseconds, busy: (user + system) / 1000, peak, before, chain };
  process.send?.(measured);
  process.disconnect();
});

/** Has this process call by rounds from now on. */
async function takeRounds(): Promise<Rounds> {
  const { AWS_ENDPOINT_URL: lake = '', AWS_ENDPOINT_URL_DYNAMODB: dynamo = '' } = process.env;
  const rounds = await openRounds({ lake, dynamo });
  process.env.AWS_ENDPOINT_URL = rounds.url;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = rounds.url;
  return rounds;
}

/** Answers how many tables, or records, it was about. */
async function carryOut(work: Work, producer: DataMeshProducer, consumer: DataMeshConsumer): Promise<number> {
  if (work.do === 'create') {
    const product = { sourceDatabaseName: SOURCE, domain: 'retail', dataProductName: 'sales' };
    return (await producer.createDataProducts(product)).Tables.length;
  }
  if (work.do === 'list') return (await producer.listPendingAccessRequests()).Subscriptions.length;
  if (work.do === 'walk') return walk(producer);
  const { subscriptionId } = work;
  if (work.do === 'approve') return (await producer.approveAccessRequest({ requestId: subscriptionId })).tables.length;
  if (work.do === 'import') return (await consumer.finalizeSubscription({ subscriptionId })).AcceptedShares.length;
  if (work.do === 'revoke')
    return (await producer.deleteSubscription({ subscriptionId, reason: 'over' })).tables.length;
  const change = { subscriptionId, grantPermissions: ['INSERT'], notes: 'to write instead' };
  return (await producer.updateSubscriptionPermissions(change)).tables.length;
}

async function walk(producer: DataMeshProducer): Promise<number> {
  let seen = 0;
  let nextToken: string | undefined;
  do {
    const status: Subscription['Status'] = 'Pending';
    const page = await producer.listSubscriptions({ status, ...(nextToken !== undefined && { nextToken }) });
    seen += page.Subscriptions.length;
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return seen;
}
