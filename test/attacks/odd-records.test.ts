import { expect, it } from 'vitest';
import { writeButtonValue } from '../../src/blocks/button-value.ts';
import { VIEWS } from '../../src/blocks/ids.ts';
import { openForger, shownBy } from '../support/forgery.ts';
import { untilShown } from '../support/shown.ts';
import { cardShowing, openWorld } from '../support/world.ts';

/** A map in a map, so many deep: DynamoDB takes 32. */
function nested(depth: number): unknown {
  return depth === 0 ? 'web_sales' : { web_sales: nested(depth - 1) };
}

/** Attributes as no library writes them. */
const ODD: Record<string, unknown>[] = [
  ...[
    '9999-12-31 23:59:59',
    '0001-01-01 00:00:00',
    '2026-02-31 06:00:00',
    '2026-11-23T06:21:57Z',
    ' 2026-11-23 ',
    '\n',
  ].map((CreationDate) => ({ CreationDate })),
  ...['pending', 'ACTIVE', ' Pending', 'Pending\n', 'Approved', '\u202e'].map((Status) => ({ Status })),
  ...[null, 5, true, Buffer.from('web_sales'), new Set([1, 2]), new Set([Buffer.from('x')]), [], [[]], {}].flatMap(
    (value) => [{ TableName: value }, { RequestedGrants: value, CreationDate: value, Notes: value }],
  ),
  { RamShares: nested(30), GrantedTableARNs: nested(30), UpdatedBy: nested(30) },
  { RamShares: nested(30) },
];

it('a record of odd types, times and statuses gets its card or is reported, and nobody waits for it', async () => {
  const world = await openWorld();
  const before = world.grants('999999999999');
  const ids = await Promise.all(ODD.map((over, at) => world.ask({ ...over, SubscriptionId: `odd-${at}` })));
  await world.bot();
  const last = await world.ask();
  await cardShowing(world.as('U0RITA'), 'C0RETAIL', last, 'Approve would change');
  await untilShown(world, ids);
  expect(world.grants('999999999999')).toEqual(before);
});

it('ids that differ in case, white space or a line break are requests of their own', async () => {
  const world = await openWorld();
  const forger = await openForger(world);
  const ids = ['abc', 'Abc', ' abc', 'abc ', 'abc\n', 'abc\n{"level":"ERROR","message":"forged"}', 'a\u0308bc', 'äbc'];
  const requested = '2026-11-23 06:21:57';
  for (const SubscriptionId of ids) await world.ask({ SubscriptionId });
  const deny = (subscriptionId: string) =>
    forger.submit('U0RITA', VIEWS.deny, writeButtonValue({ subscriptionId, requested }), {
      reason: { reason: { value: 'No.' } },
    });
  const decided = async () => {
    const kept = await Promise.all(ids.map((id) => world.kept(id)));
    return ids.filter((_, at) => kept[at]?.some(({ sk }) => sk === 'operation'));
  };
  for (const [at, id] of ids.entries()) {
    expect(shownBy(await deny(id))).not.toContain('There is no request');
    expect(await decided()).toEqual(ids.slice(0, at + 1));
  }
});
