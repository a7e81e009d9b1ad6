import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { FunctionError } from './environment.ts';
import type { LambdaFunction } from './function.ts';

/** How Lambda brings a stream to a function, as the template says it. */
export interface Mapping {
  FilterCriteria?: { Filters: { Pattern: string }[] };
  BatchSize: number;
  ParallelizationFactor: number;
  BisectBatchOnFunctionError: boolean;
  MaximumRetryAttempts: number;
  FunctionResponseTypes: string[];
  DestinationConfig: { OnFailure: { Destination: string } };
}

/** What Lambda tells the on-failure destination: where the records are, not what they were. */
export interface Discarded {
  requestContext: { condition: 'RetryAttemptsExhausted'; functionArn: string };
  DDBStreamBatchInfo: { batchSize: number; startSequenceNumber: string; endSequenceNumber: string };
}

/** Between attempts; Lambda's own pauses grow to a minute. */
const PAUSE_MS = 20;

/**
 * Brings the records to the function as Lambda does: those that pass the filter, in batches, each partition key in order, as many
 * batches at once as the mapping allows; from the first failure again, in halves when the function threw, until the attempts
 * are used up and the rest of the batch is given up.
 */
export async function bring(
  mapping: Mapping,
  target: LambdaFunction,
  records: readonly DynamoDBRecord[],
  onDiscarded: (discarded: Discarded) => void,
): Promise<void> {
  const wanted = records.filter((record) => passes(mapping, record));
  const lanes = new Map<number, DynamoDBRecord[]>();
  for (const record of wanted) {
    const lane = hash(JSON.stringify(record.dynamodb?.Keys)) % mapping.ParallelizationFactor;
    lanes.set(lane, [...(lanes.get(lane) ?? []), record]);
  }
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (let at = 0; at < lane.length; at += mapping.BatchSize) {
        await deliver(mapping, target, lane.slice(at, at + mapping.BatchSize), 0, onDiscarded);
      }
    }),
  );
}

async function deliver(
  mapping: Mapping,
  target: LambdaFunction,
  batch: readonly DynamoDBRecord[],
  attempt: number,
  onDiscarded: (discarded: Discarded) => void,
): Promise<void> {
  const from = await firstFailure(target, batch);
  if (from === null) return;
  if (attempt >= mapping.MaximumRetryAttempts) return onDiscarded(discarded(target, batch.slice(from.index)));
  await wait(PAUSE_MS);
  const rest = batch.slice(from.index);
  if (!from.threw || !mapping.BisectBatchOnFunctionError || rest.length === 1) {
    return deliver(mapping, target, rest, attempt + 1, onDiscarded);
  }
  // Cutting a batch in two is not counted as an attempt.
  const half = Math.ceil(rest.length / 2);
  await deliver(mapping, target, rest.slice(0, half), attempt, onDiscarded);
  await deliver(mapping, target, rest.slice(half), attempt, onDiscarded);
}

/** Where Lambda would go on: at the lowest sequence number that was reported, or at the beginning when the function threw. */
async function firstFailure(
  target: LambdaFunction,
  batch: readonly DynamoDBRecord[],
): Promise<{ index: number; threw: boolean } | null> {
  try {
    const { answer, ended } = await target.invoke({ Records: batch });
    const { batchItemFailures = [] } = (JSON.parse(await answer) as DynamoDBBatchResponse | null) ?? {};
    await ended;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const index = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
    return index < 0 ? null : { index, threw: false };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return { index: 0, threw: true };
  }
}

function discarded(target: LambdaFunction, batch: readonly DynamoDBRecord[]): Discarded {
  return {
    requestContext: { condition: 'RetryAttemptsExhausted', functionArn: target.name },
    DDBStreamBatchInfo: {
      batchSize: batch.length,
      startSequenceNumber: batch[0]?.dynamodb?.SequenceNumber ?? '',
      endSequenceNumber: batch.at(-1)?.dynamodb?.SequenceNumber ?? '',
    },
  };
}

/** Whether a record passes one of the patterns: every field named is one of the values listed. */
export function passes({ FilterCriteria }: Pick<Mapping, 'FilterCriteria'>, record: unknown): boolean {
  const filters = FilterCriteria?.Filters ?? [];
  return filters.length === 0 || filters.some(({ Pattern }) => fits(JSON.parse(Pattern), record));
}

function fits(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(value);
  if (typeof pattern !== 'object' || pattern === null || typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([name, one]) => fits(one, (value as Record<string, unknown>)[name]));
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}
