import { describe, expect, it } from 'vitest';
import { approvalOf, type Choices, changeOf, firstApproval, firstChange } from '../../src/mesh/choices.ts';
import { offerOf } from '../../src/mesh/offer.ts';
import { aSubscription, aTable } from '../support/factories.ts';

const column = (name: string, tags: Record<string, string[]> = {}) => ({
  name,
  type: 'string',
  partition: false,
  tags,
});
const offer = offerOf({
  tables: [
    aTable({ name: 'customer', columns: [column('id'), column('email', { pii: ['true'] })] }),
    aTable({ name: 'orders', columns: [column('id'), column('total')] }),
  ],
});
const first = firstApproval(aSubscription({ RequestedGrants: ['SELECT'] }), offer);
const approval = (over: Partial<Choices>) => approvalOf({ ...first, ...over }, offer);
const problems = (over: Partial<Choices>) => approval(over).problems?.map(({ at, sentence }) => `${at}: ${sentence}`);

describe('before anybody chooses', () => {
  it('an approval is what was asked for, without what is sensitive', () => {
    expect(first).toMatchObject({
      tables: { which: 'all' },
      permissions: ['DESCRIBE', 'SELECT'],
      grantable: ['DESCRIBE', 'SELECT'],
      columns: [{ table: 'customer', column: 'email' }],
      withoutSensitive: false,
    });
    expect(approval({})).toEqual({
      order: {
        kind: 'approve',
        grantPermissions: ['DESCRIBE', 'SELECT'],
        grantablePermissions: ['DESCRIBE', 'SELECT'],
        columns: { customer: { exclude: ['email'] } },
      },
    });
  });

  it('leaves out permissions that there are not', () => {
    const strange = firstApproval(aSubscription({ RequestedGrants: ['SELECT', 'EVERYTHING'] }), offer);
    expect(strange.permissions).toEqual(['DESCRIBE', 'SELECT']);
  });

  it('a change is what is granted, as the record has it', () => {
    const record = aSubscription({ PermittedGrants: ['INSERT', 'DESCRIBE'], GrantableGrants: [] });
    expect(firstChange(record)).toMatchObject({ permissions: ['DESCRIBE', 'INSERT'], grantable: [] });
  });
});

describe('tables', () => {
  it('are named where not all are meant', () => {
    expect(approval({ tables: { which: 'only', names: ['orders'] } }).order?.tables).toEqual(['orders']);
    expect(approval({ tables: { which: 'except', names: ['orders'] } }).order?.tables).toEqual(['customer']);
    expect(approval({ tables: { which: 'only', names: ['orders', 'customer'] } }).order).not.toHaveProperty('tables');
  });

  it('have to be some, and still there', () => {
    const none = 'tables: Choose at least one table.';
    expect(problems({ tables: { which: 'only', names: [] } })).toEqual([none]);
    expect(problems({ tables: { which: 'except', names: ['orders', 'customer'] } })).toEqual([none]);
    expect(problems({ tables: { which: 'only', names: ['orders', 'gone'] } })).toEqual([
      'tables: gone cannot be granted any more: choose without.',
    ]);
  });
});

describe('permissions', () => {
  it('have to be some; only what is granted is passed on', () => {
    expect(problems({ permissions: [] })).toContain('permissions: Tick at least one permission.');
    expect(problems({ grantable: ['INSERT', 'DROP'] })).toEqual([
      'grantable: INSERT, DROP cannot be passed on without being granted.',
    ]);
    expect(changeOf({ permissions: ['ALL'], grantable: ['INSERT'], believe: [], notes: 'n' })).toEqual({
      order: { kind: 'change', grantPermissions: ['ALL'], grantablePermissions: ['INSERT'], notes: 'n' },
    });
    expect(changeOf({ permissions: [], grantable: [], believe: [], notes: 'n' }).problems).toHaveLength(1);
  });

  it('are ordered the same however they were ticked', () => {
    const one = approval({ permissions: ['SELECT', 'INSERT'], grantable: ['SELECT', 'INSERT'] });
    const other = approval({ permissions: ['INSERT', 'SELECT'], grantable: ['INSERT', 'SELECT'] });
    expect(one).toEqual(other);
  });
});

describe('columns', () => {
  it('of tables that are not chosen, or that there are not, say nothing', () => {
    const columns = [
      { table: 'customer', column: 'email' },
      { table: 'orders', column: 'gone' },
    ];
    expect(approval({ columns, tables: { which: 'only', names: ['orders'] } }).order).not.toHaveProperty('columns');
  });

  it('say nothing without SELECT, and cannot be left out of ALL', () => {
    expect(approval({ permissions: ['INSERT'], grantable: [] }).order).not.toHaveProperty('columns');
    expect(problems({ permissions: ['ALL'] })).toEqual([
      'columns: ALL reads every column and row. Tick the permissions one by one instead.',
    ]);
  });

  it('are not all left out', () => {
    const columns = ['id', 'email'].map((name) => ({ table: 'customer', column: name }));
    expect(problems({ columns })).toEqual([
      'columns: No column of customer would be left: leave out the table instead.',
    ]);
  });

  it('that are sensitive are left out as a whole by one tick', () => {
    const columns = [{ table: 'orders', column: 'total' }];
    expect(approval({ columns, withoutSensitive: true }).order?.columns).toEqual({
      customer: { exclude: ['email'] },
      orders: { exclude: ['total'] },
    });
    expect(approval({ columns: [] }).order).not.toHaveProperty('columns');
  });
});

describe('row filters', () => {
  it('for all tables stand where a table has none of its own', () => {
    const rowFilters = "ORDERS: total > 10 AND id = 'a: b'\n\n";
    expect(approval({ rowFilter: 'id > 5', rowFilters }).order?.rowFilters).toEqual({
      customer: 'id > 5',
      orders: "total > 10 AND id = 'a: b'",
    });
    const tables = { which: 'only' as const, names: ['customer'] };
    expect(approval({ rowFilter: 'id > 5', tables }).order?.rowFilters).toEqual({ customer: 'id > 5' });
  });

  it('name the line that cannot be read', () => {
    const line = (at: number) =>
      `rowFilters: Line ${at} has to be the name of a chosen table, a colon and a predicate.`;
    expect(problems({ rowFilters: 'orders: id = 1\nid > 5\norders:' })).toEqual([line(2), line(3)]);
    expect(problems({ rowFilters: 'orders: a', tables: { which: 'only', names: ['customer'] } })).toEqual([line(1)]);
    expect(problems({ rowFilters: 'orders: id = 1\norders: id = 2' })).toEqual([
      'rowFilters: Line 2 is a second filter for orders: join them by AND.',
    ]);
  });

  it('name the character that is wrong, and the first table that it is wrong for', () => {
    expect(problems({ rowFilter: "c_nope ==== 'x' ;drop" })).toEqual([
      'rowFilter: Character 9: a column or a value is expected instead of =.',
    ]);
    expect(problems({ rowFilter: 'id > 1 OR total > 2' })).toEqual([
      'rowFilter: Character 11: there is no column total in customer.',
    ]);
    expect(problems({ rowFilter: 'total > 2', tables: { which: 'only', names: ['orders'] } })).toBeUndefined();
    expect(problems({ rowFilter: 'total > 2', rowFilters: 'customer: id > 1\n orders:  id > ' })).toEqual([
      'rowFilters: Line 2, character 15: a column or a value is expected.',
    ]);
  });

  it('need SELECT, and not ALL', () => {
    expect(problems({ permissions: ['INSERT'], grantable: [], rowFilter: 'id = 1' })).toEqual([
      'rowFilter: Without SELECT no row is read. Tick SELECT, or clear this.',
    ]);
    expect(problems({ permissions: ['ALL'], columns: [], rowFilters: 'orders: id = 1' })).toEqual([
      'rowFilters: ALL reads every column and row. Tick the permissions one by one instead.',
    ]);
  });
});
