import type { OperationRef } from '../mesh/stores/keys.ts';
import type { FrontDesk } from './front-desk.ts';
import { refreshHomesOf } from './home.ts';
import type { Turning } from './in-turn.ts';
import { onAccount } from './on-account.ts';
import { onOperation } from './on-operation.ts';

/** What was written to Meshdesk's table. */
export type Change =
  /** `renamed`: it is called otherwise than before, or is new, or gone. */
  | { kind: 'account'; id: string; renamed: boolean }
  /** `turned`: its state is another than before; otherwise it is progress. */
  | (OperationRef & { turned: boolean });

/** Meshdesk's table was written: the operation is run, or the account's cards follow it, and Home tabs show it. */
export async function onChange(desk: FrontDesk, worker: string, change: Change): Promise<void> {
  if (change.kind === 'account') return onAccount(desk, change.id, change.renamed);
  await onOperation(desk, worker, change);
  if (change.turned && change.kind !== 'creation') await refreshHomesOf(desk, change.id);
}

/** Whose messages a change is shown in; those of an account are found by the sweep without a note. */
export function messagesOf(change: Change): Turning['showing'] {
  if (change.kind === 'account') return null;
  return { id: change.id, subject: change.kind === 'creation' ? 'products' : 'subscription' };
}

/** One change that stands for two of the same, one after the other; null where they are of different things. */
export function bothChanges(first: Change, second: Change): Change | null {
  if (first.kind === 'account' && second.kind === 'account') {
    return { ...second, renamed: first.renamed || second.renamed };
  }
  if (first.kind === 'account' || second.kind === 'account') return null;
  return first.kind === second.kind ? { ...second, turned: first.turned || second.turned } : null;
}
