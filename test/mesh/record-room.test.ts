import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MeshDesk } from '../../src/mesh/desk.ts';
import { fulfil } from '../../src/mesh/fulfilment.ts';
import type { Order } from '../../src/mesh/order.ts';
import { lookAt } from '../../src/mesh/outlook.ts';
import { hasRoom, itemBytes } from '../../src/mesh/stores/item-size.ts';
import type { Subscription } from '../../src/mesh/subscription.ts';
import { ACTOR, codeOf, DECIDED_AT, decisions, frozenKeeper, tables } from './support/decisions.ts';
import { grantsOf, openMesh, publish, type TestMesh, TPCDS } from './support/mesh.ts';

let mesh: TestMesh;

beforeEach(async () => {
  mesh = await openMesh();
  await publish(await mesh.asProducer(), TPCDS, tables('web_sales', 'store_sales'));
});
afterEach(() => mesh.close());

const { run, approved } = decisions(() => mesh);
const FULL = 400 * 1024;
const allGrants = async () => grantsOf(await mesh.asProducer());

/** Puts the record with something in it that nobody knows, so that it is of so many bytes. */
async function fill(record: Subscription, bytes: number): Promise<void> {
  const { Notes, ...item } = record;
  const known = { ...item, ...(Notes && { Notes: new Set(Notes) }) };
  const Junk = 'j'.repeat(bytes - itemBytes({ ...known, Junk: '' }));
  await mesh.put({ ...known, Junk });
}

/** A desk with a table of decisions, of which there are none. */
const withDecisions = (): MeshDesk => ({ ...mesh.desk, decided: async () => new Map() });

describe('a record that is full', () => {
  it('is refused before anything is granted, and stands as it did', async () => {
    const request = await mesh.request();
    await fill(request, FULL - 100);
    const frozen: unknown[] = [];
    const onFrozen = async (plan: unknown) => void frozen.push(plan);
    expect(await codeOf(run(request, { kind: 'approve' }, { onFrozen }))).toBe('RecordFull');
    expect(frozen).toEqual([]);
    expect(await allGrants()).toEqual([]);
    expect(await mesh.record(request.SubscriptionId)).toEqual(request);
  });

  it('is granted as long as the look says that it has room, and settled', async () => {
    const request = await mesh.request();
    const order: Order = { kind: 'approve', notes: 'n'.repeat(500) };
    const { grows } = await lookAt(mesh.desk, request, order, ACTOR);
    let most = FULL - grows;
    while (!hasRoom(most, grows)) most -= 1;
    await fill(request, most + 1);
    expect(await codeOf(run(request, order))).toBe('RecordFull');
    expect(await allGrants()).toEqual([]);
    await fill(request, most);
    expect((await run(request, order)).state).toBe('done');
    expect(await mesh.record(request.SubscriptionId)).toMatchObject({ Status: 'Active', Notes: [order.notes] });
  });

  it('by the names of what is granted is refused as well, and fewer tables are granted', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `${at}_${'n'.repeat(250)}`);
    await publish(await mesh.asProducer(), 'wide', tables(...names));
    const request = await mesh.request({ DatabaseName: 'wide', TableName: ['.*'], Notes: ['n'.repeat(250_000)] });
    expect(await codeOf(run(request, { kind: 'approve' }))).toBe('RecordFull');
    expect(await allGrants()).toEqual([]);
    expect((await run(request, { kind: 'approve', tables: names.slice(0, 20) })).state).toBe('done');
  });

  it('only once its plan was frozen has what was granted taken back', async () => {
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    const filling = run(
      request,
      { kind: 'approve' },
      { onFrozen: (plan) => keep(plan).then(() => fill(request, FULL)) },
    );
    expect(await codeOf(filling)).toBe('RecordFull');
    expect(await allGrants()).toEqual([]);
    expect(await codeOf(run(request, { kind: 'approve' }, kept()))).toBe('RecordFull');
    expect(await mesh.record(request.SubscriptionId)).toEqual(request);
  });

  it('only once it was granted, and the worker died, has it taken back', async () => {
    const request = await mesh.request();
    const { keep, kept } = frozenKeeper();
    const onTable = () => Promise.reject(new Error('died'));
    await expect(run(request, { kind: 'approve' }, { onFrozen: keep, onTable })).rejects.toThrow('died');
    expect(await allGrants()).not.toEqual([]);
    await fill(request, FULL);
    expect(await codeOf(run(request, { kind: 'approve' }, kept()))).toBe('RecordFull');
    expect(await allGrants()).toEqual([]);
  });

  it('is denied, without the note where there is no room for it', async () => {
    const request = await mesh.request();
    await fill(request, FULL - 1_000);
    expect(await run(request, { kind: 'deny', notes: 'n'.repeat(2_000) })).toEqual({ state: 'done', tables: [] });
    const { Notes, ...denied } = await mesh.record(request.SubscriptionId);
    expect(denied).toMatchObject({ Status: 'Denied', UpdatedDate: '2026-11-23 07:00:01' });
    expect(Notes).toBeUndefined();
  });

  it('to the last byte is denied in Meshdesk alone', async () => {
    const request = await mesh.request();
    await fill(request, FULL);
    const options = { actor: ACTOR, decidedAt: DECIDED_AT };
    const order: Order = { kind: 'deny', notes: 'no' };
    expect(await fulfil(withDecisions(), request, order, options)).toEqual({
      state: 'done',
      tables: [],
      unwritten: true,
    });
    expect(await mesh.record(request.SubscriptionId)).toEqual(request);
    expect(await codeOf(run(request, order))).toBe('RecordFull');
  });

  it('to the last byte is revoked, and ended in Meshdesk alone', async () => {
    const active = await approved();
    await fill(active, FULL);
    const order: Order = { kind: 'revoke', notes: 'over' };
    const outcome = await fulfil(withDecisions(), active, order, { actor: ACTOR, decidedAt: DECIDED_AT });
    expect(outcome).toMatchObject({ state: 'done', unwritten: true });
    expect(await allGrants()).toEqual([]);
  });
});

it.each([
  ['NULL', null, ['n']],
  ['a text', 'please', ['n', 'please']],
  ['a list', ['please', 'do'], ['do', 'n', 'please']],
  ['a set', new Set(['please']), ['n', 'please']],
])('a record whose notes are %s is decided on, with the note beside them', async (_what, Notes, after) => {
  const request = await mesh.request();
  await mesh.put({ ...request, Notes });
  expect((await run(request, { kind: 'approve', notes: 'n' })).state).toBe('done');
  const item = await mesh.item(request.SubscriptionId);
  expect([...(item.Notes?.SS ?? [])].sort()).toEqual(after);
  expect(item.Status?.S).toBe('Active');
});
