import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from '../aws/failures.ts';
import { backoff } from '../aws/grants.ts';
import { type Holdings, heldBy } from '../aws/held.ts';
import { acceptShares } from '../aws/shares.ts';
import { ledgerOf } from '../ledger.ts';
import { missing } from '../plan.ts';
import type { Failures, Offer, Room } from './room.ts';
import { grantTo } from './wanted.ts';

/** How long grants may take to be listed, in milliseconds. */
const READ_BACK_WITHIN_MS = 15_000;

/** Reads back that the producer holds what it was granted, and accepts the very shares that this came about by. */
export async function verifyShares(room: Room, offers: readonly Offer[], failures: Failures): Promise<void> {
  const held = await readBack(room, failures.without(offers));
  for (const table of missingFrom(room, held, failures.without(offers))) {
    failures.add(table, { code: 'GrantsNotVerified', reason: 'Lake Formation does not list what was granted.' });
  }
  const shares = new Map<string, string[]>();
  for (const offer of failures.without(offers)) {
    for (const arn of [held.shares.get(null), held.shares.get(offer.name)]) {
      if (arn) shares.set(arn, [...(shares.get(arn) ?? []), offer.name]);
    }
  }
  await Promise.all(
    [...shares].map(async ([arn, tables]) => {
      try {
        await acceptShares(room.producer, [arn]);
      } catch (error) {
        for (const table of tables) failures.add(table, describeFailure(error));
      }
    }),
  );
}

async function readBack(room: Room, offers: readonly Offer[]): Promise<Holdings> {
  const deadline = performance.now() + READ_BACK_WITHIN_MS;
  for (let attempt = 1; ; attempt += 1) {
    const held = await heldBy(room.mesh, room.meshAccountId, room.accountId, room.order.meshDatabaseName);
    if (missingFrom(room, held, offers).length === 0 || performance.now() > deadline) return held;
    await delay(backoff(attempt));
  }
}

function missingFrom(room: Room, held: Holdings, offers: readonly Offer[]): string[] {
  const wanted = ledgerOf(offers.map((offer) => grantTo(room, room.accountId, offer.name)));
  return [...new Set(missing(wanted, ledgerOf(held.entries)).map((entry) => entry.table))];
}
