import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGrantPermissionsCommand,
  type BatchPermissionsFailureEntry,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { awsCodeOf, describeFailure, isTransient, wasRetried } from './failures.ts';
import type { MeshSession } from './sessions.ts';

/** One entry of a batch, on any kind of resource. */
export interface GrantItem {
  /** An account of 12 digits, or an ARN. */
  principal: string;
  resource: Resource;
  /** What the entries are serialised by, besides the principal: a table in all its scopes is one subject. */
  subject: string;
  permissions: readonly Permission[];
  grantable: readonly Permission[];
}

/** Why an entry was refused. */
export interface GrantFailure {
  code: string;
  reason: string;
  /** Trying again has been tried. */
  final?: boolean;
}

/** Entries a call, the most that Lake Formation takes. */
export const ENTRIES_A_CALL = 20;
const ATTEMPTS = 8;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;

/**
 * Grants or revokes, in batches; `onResult` is told of each item once, without a failure when it is done. What fails for a
 * moment is tried again; what is granted already, or not there to be revoked, counts as done. Throws nothing of AWS's.
 */
export async function applyGrants<I extends GrantItem>(
  session: MeshSession,
  action: 'grant' | 'revoke',
  catalogId: string,
  items: readonly I[],
  onResult: (item: I, failure?: GrantFailure) => void,
): Promise<void> {
  await Promise.all(
    batches(items).map(async (batch) => {
      let rest = batch;
      for (let attempt = 1; rest.length > 0; attempt += 1) {
        const waiting: I[] = [];
        const failures = await inTurn(keysOf(rest), () => send(session, action, catalogId, rest));
        for (const item of rest) {
          const failure = failures.get(item);
          const again = failure && !failure.final && attempt < ATTEMPTS && isTransient(failure.code, failure.reason);
          if (again) waiting.push(item);
          else onResult(item, failure && isDone(action, failure) ? undefined : failure);
        }
        rest = waiting;
        if (rest.length > 0) await delay(backoff(attempt));
      }
    }),
  );
}

/** How long to wait before the next attempt, in milliseconds: doubling, with half of it left to chance. */
export function backoff(attempt: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}

/** One call; which of the items it refused. A call that is refused for one of its entries is cut until that one stands alone. */
async function send<I extends GrantItem>(
  session: MeshSession,
  action: 'grant' | 'revoke',
  catalogId: string,
  items: readonly I[],
): Promise<Map<I, GrantFailure>> {
  const input = { CatalogId: catalogId, Entries: items.map(entryOf) };
  try {
    const { Failures } =
      action === 'grant'
        ? await session.lakeFormation.send(new BatchGrantPermissionsCommand(input))
        : await session.lakeFormation.send(new BatchRevokePermissionsCommand(input));
    return new Map((Failures ?? []).flatMap((failure) => failed(items, failure)));
  } catch (error) {
    const refused = ['InvalidInputException', 'EntityNotFoundException'].includes(awsCodeOf(error) ?? '');
    if (!refused || items.length === 1) {
      const failure = { ...describeFailure(error), final: wasRetried(error) };
      return new Map(items.map((item) => [item, failure]));
    }
    const half = Math.ceil(items.length / 2);
    const first = await send(session, action, catalogId, items.slice(0, half));
    const second = await send(session, action, catalogId, items.slice(half));
    return new Map([...first, ...second]);
  }
}

function failed<I extends GrantItem>(items: readonly I[], failure: BatchPermissionsFailureEntry): [I, GrantFailure][] {
  const item = items[Number(failure.RequestEntry?.Id)];
  const { ErrorCode, ErrorMessage } = failure.Error ?? {};
  return item ? [[item, { code: ErrorCode ?? 'Unknown', reason: ErrorMessage ?? '' }]] : [];
}

function entryOf(item: GrantItem, index: number): BatchPermissionsRequestEntry {
  return {
    Id: String(index),
    Principal: { DataLakePrincipalIdentifier: item.principal },
    Resource: item.resource,
    Permissions: [...item.permissions],
    ...(item.grantable.length > 0 && { PermissionsWithGrantOption: [...item.grantable] }),
  };
}

/**
 * Lake Formation answers so when there is nothing (left) to revoke, or no such table, filter or column by now. What is listed all the
 * same when it is read back is revoked as it is listed.
 */
function isDone(action: 'grant' | 'revoke', { code, reason }: GrantFailure): boolean {
  const isGone = code === 'EntityNotFoundException' || /non-existent column/i.test(reason);
  return action === 'revoke' && (isGone || /no permissions revoked/i.test(reason));
}

/** Cut so that what is about one subject stays together. */
function batches<I extends GrantItem>(items: readonly I[]): I[][] {
  const bySubject = new Map<string, I[]>();
  for (const item of items) {
    const [key] = keysOf([item]);
    const group = bySubject.get(key as string) ?? [];
    bySubject.set(key as string, [...group, item]);
  }
  const cut: I[][] = [];
  for (const item of [...bySubject.values()].flat()) {
    const last = cut.at(-1);
    if (last && last.length < ENTRIES_A_CALL) last.push(item);
    else cut.push([item]);
  }
  return cut;
}

function keysOf(items: readonly GrantItem[]): string[] {
  return [...new Set(items.map(({ principal, subject }) => `${principal} ${subject}`))];
}

const lastTurns = new Map<string, Promise<unknown>>();

/**
 * Runs `work` when everything before it that had one of `keys` has ended: Lake Formation refuses changes of one principal's
 * grants on one resource that cross each other.
 */
async function inTurn<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const before = keys.flatMap((key) => lastTurns.get(key) ?? []);
  const turn = Promise.allSettled(before).then(work);
  for (const key of keys) lastTurns.set(key, turn);
  try {
    return await turn;
  } finally {
    for (const key of keys) if (lastTurns.get(key) === turn) lastTurns.delete(key);
  }
}
