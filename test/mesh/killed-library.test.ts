import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { tables } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';
import { openParty, type Party } from './support/party.ts';

let mesh: TestMesh;
let [killed, other]: Party[] = [];
beforeEach(async () => {
  mesh = await openMesh();
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales'));
  // Whoever is killed before a read has done what it had done before the write that comes after it.
  killed = await openParty(mesh, { writesAlone: true });
  other = await openParty(mesh, { writesAlone: true });
});
afterEach(async () => {
  for (const party of [killed, other]) party?.close();
  await mesh.close();
});

const APPROVE: Order = { kind: 'approve' };
const REVOKE: Order = { kind: 'revoke', notes: 'Over.' };

/** Stops `order` before its write number `at`, has another subscription revoked, kills it, and gives the same order once more. */
async function killedAt(at: number, order: Order): Promise<{ over: boolean; held: string[] }> {
  if (killed === undefined || other === undefined) throw new Error('nobody is there');
  const consumer = String(900_000_000_000 + at);
  mesh.lake.addAccount(consumer);
  const ask = () => mesh.request({ SubscriberPrincipal: consumer, TableName: ['web_sales'] });
  const again = ({ SubscriptionId }: Subscription) => mesh.record(SubscriptionId);
  const [mine, theirs] = [await ask(), await ask()];
  await other.decide(theirs, APPROVE);
  if (order.kind === 'revoke') await other.decide(mine, APPROVE);
  const before = await again(mine);
  const stopped = killed.gate.stopAt(at);
  const deciding = killed.decide(before, order).then(
    () => true,
    () => false,
  );
  await Promise.race([stopped, deciding]);
  await other.decide(await again(theirs), REVOKE);
  killed.gate.die();
  const over = await deciding;
  await other.decide(await again(mine), order);
  return { over, held: await grantsOf(await mesh.asProducer(), consumer) };
}

it.each([
  ['approves', APPROVE, [`db ${TPCDS}: DESCRIBE`, 'web_sales(*): SELECT+', 'web_sales: DESCRIBE+']],
  ['revokes', REVOKE, []],
] as const)(
  'a library that %s and is killed before any write, while another subscription is revoked, ends as it should when it is called again',
  async (_what, order, wanted) => {
    for (let at = 1, over = false; !over; at += 1) {
      const ended = await killedAt(at, order);
      expect({ at, held: ended.held }).toEqual({ at, held: wanted });
      over = ended.over;
    }
  },
  600_000,
);
