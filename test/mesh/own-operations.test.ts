import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CreateOrder,
  type Creation,
  type CreationDesk,
  orderProducts,
  retryProducts,
} from '../../src/mesh/creation.ts';
import { type Import, type ImportDesk, isOfThisGrant, orderImport } from '../../src/mesh/import.ts';
import type { AnyOperation } from '../../src/mesh/operation.ts';
import { operationRef } from '../../src/mesh/stores/keys.ts';
import { creationStore, importStore } from '../../src/mesh/stores/operations.ts';
import type { Store } from '../../src/mesh/stores/store.ts';
import { as, now, openDecisions, refused } from '../support/decision-desk.ts';
import { aSubscription } from '../support/factories.ts';

let decisions: Awaited<ReturnType<typeof openDecisions>>;
let desk: CreationDesk & ImportDesk;
beforeAll(async () => {
  decisions = await openDecisions();
  const { documents, meshdeskTable } = decisions.tables;
  const stores = { creations: creationStore(documents, meshdeskTable), imports: importStore(documents, meshdeskTable) };
  desk = { ...decisions.desk, directory: decisions.directory, ...stores };
});
afterAll(() => decisions.close());

const order: CreateOrder = {
  ...{ kind: 'create', accountId: '111111111111', parameters: { sourceDatabaseName: 'tpcds' }, matched: 24 },
};
const granted = { Status: 'Active', UpdatedDate: '2026-11-23 07:00:00', UpdatedBy: 'arn' } as const;

/** Ends the operation that was claimed. */
async function end<O extends AnyOperation>(store: Store<O>, id: string, state: O['state']): Promise<void> {
  const found = (await store.get(id)) as O;
  const running = await store.takeUp(found, 'w', now());
  await store.finish({ ...running, state });
}

describe('an order for data products', () => {
  it('is one write for the stream to carry out, in the history of its account as well', async () => {
    const productsId = ulid();
    await orderProducts(desk, { productsId, order }, as('U0RITA'));
    const at = '2026-11-23T06:30:00.123Z';
    expect(await desk.creations.get(productsId)).toEqual({
      operationId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      ...{ productsId, order, actor: 'U0RITA', state: 'claimed', orderedAt: at, claimedAt: at, attempt: 0, tables: [] },
      meshDatabase: 'tpcds-111111111111',
    } satisfies Creation);
    const [latest] = await decisions.directory.events('111111111111', { most: 1 });
    expect(latest).toEqual({
      ...{ eventId: expect.any(String), at, what: 'claimed', kind: 'create', by: 'U0RITA', productsId },
      ...{ databaseName: 'tpcds', meshDatabase: 'tpcds-111111111111', tableCount: 24 },
    });
    expect(await desk.creations.history(productsId)).toMatchObject([{ what: 'claimed', kind: 'create' }]);
  });

  it('is the same order when it comes twice', async () => {
    const productsId = ulid();
    await Promise.all([1, 2, 3].map(() => orderProducts(desk, { productsId, order }, as('U0RITA'))));
    expect(await desk.creations.history(productsId)).toHaveLength(1);
  });

  it('is refused before it is written: what cannot be right, and who may not', async () => {
    const productsId = ulid();
    const wrong = { ...order, parameters: { sourceDatabaseName: 'tpcds', tableNameRegex: '(' } };
    expect(
      await refused(orderProducts(desk, { productsId, order: wrong }, as('U0RITA')), 'InvalidParameter'),
    ).toMatchObject({ parameter: 'tableNameRegex' });
    for (const [accountId, reason] of [
      ['111111111111', 'not-an-approver'],
      ['999999999999', 'not-connected'],
      ['000000000000', 'not-connected'],
    ]) {
      const wish = { productsId, order: { ...order, accountId: accountId ?? '' } };
      expect(await refused(orderProducts(desk, wish, as('U0MAYA')), 'NotAllowed')).toMatchObject({ accountId, reason });
    }
    expect(await desk.creations.get(productsId)).toBeUndefined();
  });

  it('is tried again when something of it failed, by whoever may, and not otherwise', async () => {
    const productsId = ulid();
    await refused(retryProducts(desk, productsId, as('U0RITA')), 'ProductsNotFound');
    await orderProducts(desk, { productsId, order }, as('U0RITA'));
    expect(await refused(retryProducts(desk, productsId, as('U0APPROVER0')), 'DecisionTaken')).toMatchObject({
      ...{ kind: 'create', by: 'U0RITA', state: 'claimed' },
    });
    await end(desk.creations, productsId, 'partly');
    await refused(retryProducts(desk, productsId, as('U0MAYA')), 'NotAllowed');
    await retryProducts(desk, productsId, as('U0APPROVER0'));
    expect(await desk.creations.get(productsId)).toMatchObject({
      ...{ state: 'claimed', actor: 'U0APPROVER0', orderedBy: 'U0RITA', order },
    });
    const [latest] = await decisions.directory.events('111111111111', { most: 1 });
    expect(latest).toMatchObject({ what: 'claimed', by: 'U0APPROVER0', productsId, retry: true });
    await end(desk.creations, productsId, 'done');
    await refused(retryProducts(desk, productsId, as('U0RITA')), 'DecisionTaken');
  });

  it('is retried once, however many click', async () => {
    const productsId = ulid();
    await orderProducts(desk, { productsId, order }, as('U0RITA'));
    await end(desk.creations, productsId, 'failed');
    const clicks = await Promise.allSettled([1, 2, 3, 4].map(() => retryProducts(desk, productsId, as('U0RITA'))));
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('an order for an import', () => {
  it('stands beside the decision, about what is granted now', async () => {
    const subscription = await decisions.asked(granted);
    const { SubscriptionId: subscriptionId, CreationDate: requested } = subscription;
    await orderImport(desk, { subscriptionId, requested }, as('U0MAYA'));
    const imported = (await desk.imports.get(subscriptionId)) as Import;
    expect(imported).toMatchObject({ requested, decided: granted.UpdatedDate, actor: 'U0MAYA', state: 'claimed' });
    expect(isOfThisGrant(imported, subscription)).toBe(true);
    expect(isOfThisGrant(imported, { ...subscription, UpdatedDate: '2026-11-24 07:00:00' })).toBe(false);
    expect(isOfThisGrant(undefined, subscription)).toBe(false);
    expect(await decisions.desk.operations.get(subscriptionId)).toBeUndefined();
    expect(await decisions.desk.operations.history(subscriptionId)).toMatchObject([{ kind: 'import', requested }]);
  });

  it('is taken once for each grant, and again when it failed or the grants were changed', async () => {
    const subscription = await decisions.asked(granted);
    const { SubscriptionId: subscriptionId } = subscription;
    const wish = { subscriptionId };
    await orderImport(desk, wish, as('U0MAYA'));
    await refused(orderImport(desk, wish, as('U0MAYA')), 'DecisionTaken');
    await end(desk.imports, subscriptionId, 'failed');
    await orderImport(desk, wish, as('U0MAYA'));
    await end(desk.imports, subscriptionId, 'done');
    expect(await refused(orderImport(desk, wish, as('U0MAYA')), 'DecisionTaken')).toMatchObject({ kind: 'import' });
    await decisions.put({ ...subscription, UpdatedDate: '2026-11-24 07:00:00' });
    await orderImport(desk, wish, as('U0MAYA'));
  });

  it('is refused for what is not granted, asked again, not there, or not theirs', async () => {
    const mine = as('U0MAYA');
    await refused(orderImport(desk, { subscriptionId: ulid() }, mine), 'SubscriptionNotFound');
    const open = await decisions.asked();
    const pending = { subscriptionId: open.SubscriptionId };
    expect(await refused(orderImport(desk, pending, mine), 'WrongStatus')).toMatchObject({ status: 'Pending' });
    const again = await decisions.asked({ Status: 'Active' });
    const repeated = { subscriptionId: again.SubscriptionId };
    expect(await refused(orderImport(desk, repeated, mine), 'WrongStatus')).toMatchObject({ status: 'Pending' });
    const { SubscriptionId: subscriptionId } = await decisions.asked(granted);
    await refused(orderImport(desk, { subscriptionId, requested: 'before' }, mine), 'StatusMoved');
    await refused(orderImport(desk, { subscriptionId }, as('U0RITA')), 'NotAllowed');
    expect(await desk.imports.get(subscriptionId)).toBeUndefined();
  });
});

describe('an item of the table', () => {
  it.each([
    ['subscription#a#b', 'operation', { kind: 'decision', id: 'a#b' }],
    ['subscription#a', 'import', { kind: 'import', id: 'a' }],
    ['products#a', 'operation', { kind: 'creation', id: 'a' }],
    ['products#a', 'import', null],
    ['subscription#a', 'event#1', null],
    ['account#111111111111', 'account', null],
    ['operation', 'operation', null],
  ])('%s %s is an operation or none', (pk, sk, ref) => {
    expect(operationRef({ pk, sk })).toEqual(ref);
  });

  it('is about a subscription whatever its id looks like', () => {
    const { SubscriptionId: id } = aSubscription({ SubscriptionId: 'products#x' });
    expect(operationRef({ pk: `subscription#${id}`, sk: 'operation' })).toEqual({ kind: 'decision', id });
  });
});
