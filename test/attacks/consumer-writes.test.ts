import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignReport, isFalseClaim } from '../../src/blocks/foreign-report.ts';
import { TABLE_PERMISSIONS } from '../../src/mesh/plan.ts';
import { text } from '../support/arbitraries.ts';
import { aSubscription, facts, MARKETING, marketing } from '../support/factories.ts';
import { untilShown } from '../support/shown.ts';
import { buttonsOf, cardShowing, openWorld, textOf, type World } from '../support/world.ts';

const ARN = 'arn:aws:glue:us-east-1:555555555555:table';
const PRODUCER = 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminProducer-111111111111/slack-U0RITA';
/** All that says "this was granted", as the library and Meshdesk write it. */
const GRANTED = {
  Status: 'Active',
  PermittedGrants: ['SELECT', 'DESCRIBE'],
  GrantableGrants: ['SELECT'],
  UpdatedDate: '2026-11-23 07:00:00',
  UpdatedBy: PRODUCER,
};

/** Every grant there is in the mesh account, whoever holds it. */
const grantsOf = ({ lake }: World) => JSON.stringify(lake.state().accounts['555555555555']?.grants);
/** What the bot has changed in the lake. */
const changesOf = ({ lake }: World) =>
  Object.entries(lake.calls().counts).filter(([call]) => /Grant|Revoke|Put|Create|Update|Delete|Accept/i.test(call));

async function open() {
  const world = await openWorld();
  const before = grantsOf(world);
  await world.bot();
  const expectNothing = () => {
    expect(grantsOf(world)).toBe(before);
    expect(changesOf(world)).toEqual([]);
  };
  return { world, expectNothing };
}

/** What the admins hear of a record that claims what is not its owner's. */
function alarm(world: World, id: string, words: string) {
  const ada = world.as('U0ADA');
  return ada.until(async () =>
    (await ada.messages('C0ADMINS')).find((one) => textOf(one).includes(words) && textOf(one).includes(id)),
  );
}

describe('a record that a consumer writes', () => {
  it('as granted is shown as a report, and grants nothing', async () => {
    const { world, expectNothing } = await open();
    const id = await world.ask({ ...GRANTED, GrantedTableARNs: [`${ARN}/tpcds-111111111111/web_sales`] });
    const card = await cardShowing(world.as('U0RITA'), 'C0RETAIL', id, 'outside Meshdesk, says the record');
    expect(buttonsOf(card)).not.toContain('approve');
    expectNothing();
  });

  it.each([
    ['asked for', {}],
    ['granted', GRANTED],
    ['granted, by its ARNs alone', { ...GRANTED, TableName: ['web_sales'], DatabaseName: 'ledger-222222222222' }],
  ])("as %s, of tables that are another producer's, grants nothing, and the admins hear of it", async (_what, over) => {
    const { world, expectNothing } = await open();
    const id = await world.ask({
      ...{ DatabaseName: 'ledger-222222222222', TableName: ['invoices'] },
      ...{ GrantedTableARNs: [`${ARN}/ledger-222222222222/invoices`], ...over },
    });
    const report = await alarm(world, id, 'names tables that its owner does not own');
    expect(textOf(report)).toContain('invoices');
    expectNothing();
  });

  it.each([
    ['asked for', {}],
    ['granted', GRANTED],
  ])(
    "as %s, with its own account as the owner of somebody's tables, grants nothing, and the admins hear of it",
    async (_what, over) => {
      const { world, expectNothing } = await open();
      const id = await world.ask({ OwnerPrincipal: '999999999999', ...over });
      await alarm(world, id, 'names tables that its owner does not own');
      const maya = world.as('U0MAYA');
      const card = await cardShowing(maya, 'C0MARKETING', id, 'Request');
      expect(buttonsOf(card)).not.toContain('approve');
      await maya.command(`/mesh approve ${id}`, 'C0MARKETING');
      expect((await world.kept(id)).some(({ sk }) => sk === 'operation')).toBe(false);
      expectNothing();
    },
  );

  it('whose owner is no producer is reported even where its catalog cannot be looked at', () => {
    const own = facts(aSubscription({ OwnerPrincipal: MARKETING }), { owner: marketing() });
    expect(isFalseClaim(own)).toBe(true);
    expect(textOf(foreignReport(own))).toContain('names an owner that offers no data');
    expect(isFalseClaim(facts())).toBe(false);
  });

  it('of 400 KB stops nobody: it gets its card, and so does what comes after it', async () => {
    const { world, expectNothing } = await open();
    const huge = [
      await world.ask({ Notes: ['n'.repeat(390_000)] }),
      await world.ask({ TableName: Array.from({ length: 19_000 }, (_, at) => `${at}_of_many_names`) }),
      await world.ask({ CreatedBy: `arn:aws:sts::5:assumed-role/R/${'c'.repeat(2_000)}` }),
    ];
    await untilShown(world, [...huge, await world.ask()]);
    expectNothing();
  });

  it('under an invented id is one request like any other', async () => {
    const { world, expectNothing } = await open();
    const ids = [
      '__proto__',
      'constructor',
      'toString',
      '../../account',
      'account#111111111111',
      '<!channel>',
      '\u202eevil',
      '🙂',
    ];
    for (const SubscriptionId of ids) await world.ask({ SubscriptionId });
    await untilShown(world, ids);
    expectNothing();
  });

  it('with an approval in every attribute that is known, of any shape, grants nothing', {
    timeout: 120_000,
  }, async () => {
    const { world, expectNothing } = await open();
    const seed = Number(process.env.MESHDESK_SEED ?? Date.now() % 2 ** 31);
    console.info(`consumer writes: seed ${seed}`);
    const ids = fc
      .sample(approvals, { seed, numRuns: 80 })
      .map((item, at) => ({ ...item, SubscriptionId: `forged-${at}` }));
    for (const item of ids) await world.put(item);
    await untilShown(
      world,
      ids.map(({ SubscriptionId }) => SubscriptionId),
    );
    const { Items = [] } = await world.documents.send(new ScanCommand({ TableName: world.config.meshdeskTable }));
    expect(Items.filter(({ sk }) => sk === 'operation' || sk === 'import')).toEqual([]);
    expectNothing();
  });
});

/** Attributes of the record, of an operation, of an import, of an account, and of the keys of Meshdesk's own table. */
const ATTRIBUTES = [
  ...[
    'Status',
    'OwnerPrincipal',
    'SubscriberPrincipal',
    'DatabaseName',
    'TableName',
    'RequestedGrants',
    'CreationDate',
  ],
  ...['CreatedBy', 'UpdatedDate', 'UpdatedBy', 'PermittedGrants', 'GrantableGrants', 'GrantedTableARNs', 'RamShares'],
  ...['Notes', 'ImportedToConsumer', 'operationId', 'subscriptionId', 'requested', 'seenStatus', 'accounts', 'order'],
  ...['actor', 'state', 'claimedAt', 'finishedAt', 'attempt', 'worker', 'leaseUntil', 'frozen', 'tables', 'error'],
  ...['standing', 'planHash', 'overturns', 'decided', 'databaseName', 'pk', 'sk', 'listing', 'listed', 'approvers'],
  ...['members', 'selfApproval', 'channel', 'producer', 'consumer', 'kind', 'grantPermissions', 'grantablePermissions'],
];

const plan = {
  ...{ principal: '999999999999', databaseName: 'tpcds-111111111111', revoke: [], hash: 'a'.repeat(64) },
  grant: [{ table: 'web_sales', permissions: ['SELECT'], grantable: ['SELECT'] }],
};
const approval = fc.oneof(
  fc.constantFrom<unknown>(
    ...['approve', 'Approve', 'APPROVED', 'Active', 'claimed', 'running', 'done', 'operation', 'U0RITA', PRODUCER],
    ...[true, 1, null, { kind: 'approve' }, { kind: 'change', grantPermissions: ['ALL'], notes: '' }],
    ...[{ tables: ['web_sales'], plan }, plan, ['approve'], { users: ['U0MAYA'], groups: [] }],
    ...[
      '111111111111',
      '999999999999',
      'tpcds-111111111111',
      ['web_sales'],
      ['customer', '.*'],
      [...TABLE_PERMISSIONS],
    ],
    ...[{ web_sales: { type: 'Table', arn: 'arn:aws:ram:us-east-1:666666666666:resource-share/x' } }],
  ),
  text(300),
);

/** A request of somebody's, with approvals written over some of it and beside it. */
const approvals: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...ATTRIBUTES), approval, { maxKeys: 24, noNullPrototype: true }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([over, readable, granted]) => {
    const base = {
      ...{ Status: 'Pending', OwnerPrincipal: '111111111111', SubscriberPrincipal: '999999999999' },
      ...{ DatabaseName: 'tpcds-111111111111', TableName: ['web_sales'], RequestedGrants: ['SELECT'] },
      CreationDate: '2026-11-23 06:21:57',
      CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya',
      ...(granted && GRANTED),
    };
    if (!readable) return { ...base, ...over };
    // Written over beside what a request needs: then it is a request that can be read.
    const beside = Object.entries(over).filter(([name]) => !(name in base) && !/^[A-Z]/.test(name));
    return { ...base, ...Object.fromEntries(beside) };
  })
  // A key of the owner index has to be a text, else DynamoDB takes no item.
  .filter((item) =>
    [item.OwnerPrincipal, item.SubscriberPrincipal, item.Status].every((key) => typeof key === 'string' && key !== ''),
  );
