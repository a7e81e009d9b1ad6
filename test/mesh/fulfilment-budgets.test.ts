import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { approveFloor, approveOrder, type Calls, changeFloor, revokeFloor, total } from '../../bench/core/floors.ts';
import { DataMeshProducer } from '../../src/mesh/index.ts';
import type { Order } from '../../src/mesh/order.ts';
import { decisions, tables } from './support/decisions.ts';
import { credentialsOf, MESH, openMesh, publish, REGION, RETAIL, type TestMesh, TPCDS } from './support/mesh.ts';
import { takeRounds } from './support/rounds.ts';

let mesh: TestMesh;
beforeEach(async () => {
  mesh = await openMesh();
});
afterEach(() => mesh.close());
const { run, awsCalls } = decisions(() => mesh);

describe('a decision', () => {
  it.each([1, 20, 200])('on %i tables takes no call more than it has to', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `table_${index}`);
    await publish(await mesh.asProducer(), TPCDS, tables(...names));
    const { SubscriptionId } = await mesh.request({ TableName: ['.*'] });
    const callsOf = async (order: Order) => {
      const record = await mesh.record(SubscriptionId);
      mesh.lake.clearCalls();
      await run(record, order);
      return awsCalls();
    };
    const ofTheLake = (floor: Calls) => total({ ...floor, sts: 0, dynamodb: 0 });
    expect(await callsOf({ kind: 'approve' })).toBe(ofTheLake(approveFloor(count)));
    const change: Order = { kind: 'change', grantPermissions: ['INSERT'], notes: 'write instead' };
    expect(await callsOf(change)).toBe(ofTheLake(changeFloor(count)));
    expect(await callsOf({ kind: 'revoke', notes: 'over' })).toBe(ofTheLake(revokeFloor(count)));
  });

  it('of a producer makes no more than one call more, one after the other, than it has to', async () => {
    await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
    const { SubscriptionId: requestId } = await mesh.request({ TableName: ['.*'] });
    const rounds = await takeRounds(mesh);
    const producer = new DataMeshProducer({
      dataMeshAccountId: MESH,
      regionName: REGION,
      logLevel: 'ERROR',
      useCredentials: credentialsOf(RETAIL),
      subscriptionsTable: mesh.desk.subscriptionsTable,
    });
    onTestFinished(() => producer.close());
    await producer.approveAccessRequest({ requestId });
    expect(rounds.calls.length).toBeGreaterThanOrEqual(approveOrder(2).chain);
    expect(rounds.calls.length).toBeLessThanOrEqual(approveOrder(2).chain + 1);
  });
});
