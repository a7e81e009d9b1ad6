import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/mesh/order.ts';
import type { CatalogTable } from '../../src/mesh/resolve.ts';
import { permissionsOf, termsOf } from '../../src/mesh/terms.ts';
import { aSubscription, aTable } from '../support/factories.ts';

const order: Order = { kind: 'approve', columns: { ['__proto__']: { include: ['id'] } } };
const ordered = permissionsOf(aSubscription(), order);
const tables = (...names: string[]) => names.map((name): CatalogTable => ({ ...aTable({ name }), kind: 'table' }));

describe('the terms of an order', () => {
  it('are refused for a table whose name an object cannot keep, so that what is left out of it is not granted', () => {
    expect(() => termsOf(order, ordered, tables('web_sales', '__proto__'))).toThrow(
      expect.objectContaining({ code: 'InvalidParameter' }),
    );
    expect(() => termsOf({ kind: 'approve' }, ordered, tables('__proto__'))).toThrow(/tables/);
  });

  it('are those of any other name of an object', () => {
    const choice = { exclude: ['email'] };
    const { terms } = termsOf({ kind: 'approve', columns: { constructor: choice } }, ordered, tables('constructor'));
    expect(terms.get('constructor')).toMatchObject({ columns: choice });
  });
});
