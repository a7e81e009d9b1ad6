import { runCreation } from '../mesh/run-creation.ts';
import { runImport } from '../mesh/run-import.ts';
import { runOperation } from '../mesh/run-operation.ts';
import type { OperationRef } from '../mesh/stores/keys.ts';
import { takeBackAbandoned } from '../mesh/taking-back.ts';
import type { FrontDesk } from './front-desk.ts';
import type { Refresher } from './refresher.ts';

/**
 * An operation was written: it is run, if there is something to run, and its messages show how it goes. Slack being out of
 * reach holds nothing up. Throws LeaseHeld, PostingHeld and what may pass at another attempt.
 */
export function onOperation(desk: FrontDesk, worker: string, { kind, id }: OperationRef): Promise<void> {
  const { mesh, subscriptions, operations, imports, creations, refresher } = desk;
  const { now } = desk;
  const cards = refresher.soon;
  switch (kind) {
    case 'decision': {
      const bench = { operations, worker, now, onChange: cards };
      return shown(refresher, id, async () => {
        await runOperation({ desk: mesh, subscriptions, bench }, id);
        await takeBackAbandoned(desk, id);
      });
    }
    case 'import': {
      const bench = { operations: imports, worker, now, onChange: cards };
      return shown(refresher, id, () => runImport({ desk: mesh, subscriptions, bench }, id));
    }
    case 'creation': {
      const bench = { operations: creations, worker, now, onChange: desk.productCards.soon };
      return shown(desk.productCards, id, () => runCreation(mesh, bench, id).finally(() => desk.catalog.outdate()));
    }
  }
}

async function shown(messages: Refresher, id: string, run: () => Promise<void>): Promise<void> {
  const [ran] = await Promise.allSettled([run()]);
  const [told] = await Promise.allSettled([messages.now(id)]);
  for (const result of [ran, told]) if (result.status === 'rejected') throw result.reason;
}
