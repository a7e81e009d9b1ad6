import pLimit from 'p-limit';
import type { OperationRef } from '../../mesh/stores/keys.ts';
import { takeBackAbandoned } from '../../mesh/taking-back.ts';
import type { FrontDesk } from '../front-desk.ts';
import { onOperation } from '../on-operation.ts';
import { attempt } from './attempt.ts';

/** Operations that are taken up at once. */
const AT_ONCE = 5;

/**
 * Takes up the operations that were left half way, and takes back grants that are to be: a call a kind, and what carrying them
 * out takes. Resolves when they have ended.
 */
export async function takeUp(desk: FrontDesk, worker: string): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const taken: Promise<void>[] = [];
  for await (const operation of unfinished(desk)) {
    taken.push(limit(() => attempt(desk, operation.id, () => onOperation(desk, worker, operation))));
  }
  for await (const { subscriptionId: id } of desk.operations.leftOver()) {
    taken.push(limit(() => attempt(desk, id, () => takeBackAbandoned(desk, id))));
  }
  await Promise.all(taken);
}

async function* unfinished({ operations, imports, creations }: FrontDesk): AsyncGenerator<OperationRef> {
  for await (const { subscriptionId } of operations.unfinished()) yield { kind: 'decision', id: subscriptionId };
  for await (const { subscriptionId } of imports.unfinished()) yield { kind: 'import', id: subscriptionId };
  for await (const { productsId } of creations.unfinished()) yield { kind: 'creation', id: productsId };
}
