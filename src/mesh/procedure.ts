import { MeshError, type MeshErrorCode } from './errors.ts';
import { type AnyOperation, canTakeUp, isUnderWay, type OperationError } from './operation.ts';
import { LostRace } from './stores/racing.ts';
import type { Store } from './stores/store.ts';

/** How long a worker may be silent before another takes over, in milliseconds. */
export const LEASE_MS = 20_000;
/** After so many attempts an operation ends as failed. */
export const MAX_ATTEMPTS = 5;

/** Where operations of one kind are carried out. */
export interface Bench<O extends AnyOperation> {
  operations: Store<O>;
  /** Names this process, in the lease. */
  worker: string;
  now(): Date;
  /** Called with the id of the subject whenever what is stored of its operation has changed. */
  onChange?: (id: string) => void;
}

/** How an operation of one kind is carried out. Whatever it was interrupted by, it is run again from the beginning. */
export interface Procedure<O extends AnyOperation> {
  run(operation: O, telling: Telling<O>): Promise<{ state: 'done' | 'partly' } & Pick<O, 'tables'> & Partial<O>>;
  /** What is left by the error that ends it: something that has to be gone on with, or nothing. */
  leaves(operation: O, code: MeshErrorCode | null): 'partly' | 'failed';
}

/** Keeps what a procedure tells of itself. */
export interface Telling<O extends AnyOperation> {
  /** Keeps what it goes by, before the first write. */
  freeze(frozen: NonNullable<O['frozen']>): Promise<void>;
  /** Keeps what became of a table; of the same table the last word counts. */
  table(result: O['tables'][number]): void;
}

/** Somebody else works on it: come again after `until`. */
export class LeaseHeld extends Error {
  override readonly name = 'LeaseHeld';
  readonly until: Date;
  constructor({ operationId, leaseUntil }: AnyOperation) {
    super(`operation ${operationId} is held until ${leaseUntil}`);
    this.until = new Date(leaseUntil ?? 0);
  }
}

/**
 * Runs the operation of a subject, if there is one to run, and finishes it. What ends in a coded error ends the operation;
 * anything else lets go of the lease and is thrown, for the caller to try again, until MAX_ATTEMPTS. Throws LeaseHeld while
 * another worker has it.
 */
export async function carryThrough<O extends AnyOperation>(
  bench: Bench<O>,
  procedure: Procedure<O>,
  id: string,
): Promise<void> {
  const found = await bench.operations.get(id);
  if (found === undefined || !isUnderWay(found)) return;
  const now = bench.now();
  if (!canTakeUp(found, now)) throw new LeaseHeld(found);
  let operation: O;
  try {
    operation = await bench.operations.takeUp(found, bench.worker, new Date(now.getTime() + LEASE_MS));
  } catch (error) {
    if (error instanceof LostRace) return carryThrough(bench, procedure, id);
    throw error;
  }
  bench.onChange?.(id);
  const ended = await attempt(bench, procedure, id, operation);
  try {
    await bench.operations.finish({ ...ended, finishedAt: bench.now().toISOString() });
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  }
}

async function attempt<O extends AnyOperation>(
  bench: Bench<O>,
  procedure: Procedure<O>,
  id: string,
  operation: O,
): Promise<O> {
  const progress = progressKeeper(bench, id, operation);
  try {
    // Whoever lets go of the lease may not keep what it told any more.
    const outcome = await procedure.run(operation, progress).finally(() => progress.end());
    return { ...progress.operation(), ...outcome };
  } catch (error) {
    const code = error instanceof MeshError && isFinal(error) ? error.code : null;
    if (code === null && operation.attempt < MAX_ATTEMPTS) {
      await bench.operations.letGo(operation).catch((lost: unknown) => {
        if (!(lost instanceof LostRace)) throw lost;
      });
      throw error;
    }
    const soFar = progress.operation();
    return { ...soFar, state: procedure.leaves(soFar, code), error: asKept(error) };
  }
}

function asKept(error: unknown): OperationError {
  return error instanceof MeshError
    ? { code: error.code, details: inShort({ ...error.details }) }
    : { code: 'Unexpected', details: { message: describe(error) } };
}

/** So much of a list, and of a text, is kept of an error: sentences name a few. */
const MOST_KEPT = 50;
const LONGEST_KEPT = 300;

/** A record may name 20,000 tables that are not there, and an operation that cannot be kept cannot end. */
function inShort<T>(value: T): T {
  const short = (part: unknown): unknown => {
    if (typeof part === 'string') return part.slice(0, LONGEST_KEPT);
    if (Array.isArray(part)) return part.slice(0, MOST_KEPT).map(short);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, of]) => [name, short(of)]));
  };
  return short(value) as T;
}

/** Writes the progress and holds the lease, one write at a time, and the latest only. */
function progressKeeper<O extends AnyOperation>(bench: Bench<O>, id: string, operation: O) {
  // What an attempt before this one came to holds until this one says otherwise.
  const results = new Map(operation.tables.map((result) => [result.table, result] as const));
  let frozen = operation.frozen as O['frozen'];
  let writing: Promise<void> = Promise.resolve();
  let waiting = false;
  const tables = (): O['tables'] => [...results.values()];
  const write = () => {
    if (waiting) return;
    waiting = true;
    const keep = async () => {
      waiting = false;
      const until = new Date(bench.now().getTime() + LEASE_MS);
      await bench.operations.progress(operation, tables(), until);
      bench.onChange?.(id);
    };
    // The next write says all of it again, and whether the lease is still held decides finish().
    writing = writing.then(keep).catch(() => undefined);
  };
  const beat = setInterval(write, LEASE_MS / 3);
  return {
    async freeze(plan: NonNullable<O['frozen']>) {
      await bench.operations.freeze(operation, plan);
      frozen = plan;
      bench.onChange?.(id);
    },
    table(result: O['tables'][number]) {
      results.set(result.table, result);
      write();
    },
    operation: (): O => ({ ...operation, tables: tables(), ...(frozen !== undefined && { frozen }) }),
    async end() {
      clearInterval(beat);
      await writing;
    },
  };
}

/** Coded errors that another attempt would meet again. The others (AWS, network, an account out of reach) may pass. */
function isFinal(error: MeshError): boolean {
  return !['AwsCallFailed', 'AccountUnreachable', 'GrantsNotVerified', 'NotTakenBack', 'ShareUnavailable'].includes(
    error.code,
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
