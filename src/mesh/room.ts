import type { MeshDesk } from './desk.ts';
import type { Order } from './order.ts';
import type { Scene } from './scene.ts';
import { SETTLED_AS, tableArns } from './standing.ts';
import { itemBytes } from './stores/item-size.ts';
import type { Settlement } from './stores/subscriptions.ts';
import type { Subscription } from './subscription.ts';
import { meshTime } from './time.ts';

/** No ARN of a resource share is longer. */
const LONGEST_SHARE = 'r'.repeat(100);

/** Bytes that a record grows by, at most, when the order is settled in it by the session of this ARN; less than nothing: it shrinks. */
export function growthBy(
  desk: MeshDesk,
  record: Subscription,
  order: Order,
  { tables, ordered }: Pick<Scene, 'tables' | 'ordered'>,
  sessionArn: string,
): number {
  const names = tables.map(({ name }) => name);
  const share = { type: 'Database', arn: LONGEST_SHARE } as const;
  const written: Omit<Settlement, 'note'> = {
    Status: SETTLED_AS[order.kind],
    UpdatedDate: meshTime(new Date(0)),
    UpdatedBy: sessionArn,
    PermittedGrants: ordered.permissions,
    GrantableGrants: ordered.grantable,
    GrantedTableARNs: tableArns(desk, record.DatabaseName, names),
    RamShares: Object.fromEntries([record.DatabaseName, ...names].map((name) => [name, share])),
  };
  const replaced = Object.fromEntries(Object.keys(written).map((name) => [name, record[name as keyof Subscription]]));
  const notes = order.notes === undefined ? {} : { Notes: new Set([order.notes]) };
  return itemBytes({ ...written, ...notes }) - itemBytes(replaced);
}
