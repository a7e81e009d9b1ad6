import { setTimeout as wait } from 'node:timers/promises';
import type { MeshError } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import { LostRace } from './stores/racing.ts';
import type { Store } from './stores/store.ts';

/** Another transaction may be under way at the same item and come to nothing: so often a claim is made. */
const MOST_CLAIMS = 4;

/**
 * Claims the operation on a subject in the place of `previous`: one conditional write. Throws what `taken` makes of the operation
 * that is there instead.
 */
export async function claimOnce<O extends AnyOperation>(
  operations: Pick<Store<O>, 'claim' | 'get'>,
  id: string,
  { operation, previous }: { operation: O; previous: O | undefined },
  taken: (winner: O, cause: unknown) => MeshError,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operations.claim(operation, previous);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
      const found = await operations.get(id);
      const moved = found?.operationId !== previous?.operationId || found?.state !== previous?.state;
      if (found !== undefined && moved) throw taken(found, error);
      if (attempt === MOST_CLAIMS) throw error;
      await wait(50 * attempt);
    }
  }
}
