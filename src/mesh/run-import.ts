import type { MeshDesk } from './desk.ts';
import { MeshError } from './errors.ts';
import type { Import } from './import.ts';
import { type Bench, carryThrough, type Procedure } from './procedure.ts';
import type { SubscriptionStore } from './stores/subscriptions.ts';

/** Where imports are carried out. */
export interface ImportShop {
  desk: MeshDesk;
  subscriptions: SubscriptionStore;
  bench: Bench<Import>;
}

/** Imports what was granted, if that was ordered. Throws as `carryThrough`. */
export function runImport({ desk, subscriptions, bench }: ImportShop, subscriptionId: string): Promise<void> {
  return carryThrough(bench, imports(desk, subscriptions), subscriptionId);
}

function imports(desk: MeshDesk, subscriptions: SubscriptionStore): Procedure<Import> {
  return {
    async run({ subscriptionId, requested, decided, actor }) {
      const read = await subscriptions.get(subscriptionId, { consistent: true });
      if (!read?.readable) throw new MeshError('SubscriptionNotFound', { subscriptionId });
      const { SubscriberPrincipal: accountId, CreationDate, Status, UpdatedBy, UpdatedDate } = read.subscription;
      if (CreationDate !== requested || UpdatedDate !== decided) {
        const [by, at] = [UpdatedBy ?? null, UpdatedDate ?? null];
        throw new MeshError('StatusMoved', { subscriptionId, seen: 'Active', found: Status, by, at });
      }
      // With the AWS clients that it needs; most events find nothing to run.
      const { importSubscription } = await import('./access/import.ts');
      const { DatabaseName } = await importSubscription(desk, { accountId, actor: `slack-${actor}` }, subscriptionId);
      return { state: 'done', tables: [], databaseName: DatabaseName };
    },
    leaves: () => 'failed',
  };
}
