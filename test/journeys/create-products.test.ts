import { CreateTableCommand } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { deskFromConfig } from '../../src/handlers/desk-from-config.ts';
import { toldAfter } from '../support/asking.ts';
import { creationShowing, creationsIn, modalFor, tablesOf, unfinished } from '../support/creations.ts';
import { filled } from '../support/modals.ts';
import { buttonsOf, openWorld, textOf } from '../support/world.ts';

describe('creating data products', () => {
  it('is described in a modal, made by the stream, and told by one message', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh create', 'C0RETAIL');
    const modal = await modalFor(rita, 'pattern');
    await rita.click(modal, 'table_pattern', { choice: 'web_.*' });
    const previewed = await rita.untilView((view) => textOf(view).includes('Offers 5 of'));
    expect(textOf(previewed)).toContain('web_sales_by_year is a view and stays out');

    const described = { domain: 'Sales', productName: 'Web shop', meshDatabase: 'web-shop', suffix: '_shared' };
    expect(await rita.submit(previewed, described)).toEqual({});

    await filled(rita, 'Your data products are being created.');
    const done = await creationShowing(rita, 'C0RETAIL', '5 tables shared');
    expect(textOf(done)).toContain('✅ Data products created');
    expect(textOf(done)).toContain('6 of 6 tables');
    expect(textOf(done)).toContain('web_sales_by_year A view cannot be shared as a data product.');
    expect(buttonsOf(done)).toEqual([]);
    expect(await creationsIn(rita, 'C0RETAIL')).toHaveLength(1);
    const tables = ['web_clickstream', 'web_page', 'web_returns', 'web_sales', 'web_site'];
    expect(tablesOf(world, '555555555555', 'web-shop')).toEqual(tables);
    expect(tablesOf(world, '111111111111', 'web-shop')).toEqual(tables.map((name) => `${name}_shared`));
    expect(await unfinished(world)).toEqual([]);
    const made = world.lake.state().accounts['555555555555']?.grants ?? [];
    expect(made.filter(({ updatedBy }) => updatedBy.endsWith('/slack-U0RITA')).length).toBeGreaterThan(0);
  });

  it('names what failed and why, and Retry does the rest', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.shortcut('create_data_products');
    const modal = await modalFor(rita, 'picked');
    const { options } = await rita.options(modal, 'source_tables', 'store');
    expect(options.map(({ value }) => value)).toEqual(['store', 'store_returns', 'store_sales']);
    const broken = { code: 'AccessDeniedException', message: 'Not this table.', table: 'store_sales' };
    world.lake.addFault({ match: { operation: 'BatchGrantPermissions' }, action: { failEntry: broken } });
    await rita.submit(modal, { source_tables: ['store', 'store_sales'], meshDatabase: 'stores' });

    const partly = await creationShowing(rita, 'C0RETAIL', 'in part');
    expect(textOf(partly)).toContain('❌ store_sales Not this table. (AccessDeniedException)');
    expect(textOf(partly)).toContain('1 table shared');
    expect(buttonsOf(partly)).toEqual(['retry_products']);
    const answer = await toldAfter(world.as('U0ADA'), 'C0RETAIL', () =>
      world.as('U0ADA').click(partly, 'retry_products'),
    );
    expect(textOf(answer)).toContain('You are not an approver of this account.');

    world.lake.clearFaults();
    await world.as('U0ROB').click(partly, 'retry_products');

    const done = await creationShowing(rita, 'C0RETAIL', '2 tables shared');
    expect(done.ts).toBe(partly.ts);
    expect(textOf(done)).toMatch(/ordered by @U0RITA .*, retried by @U0ROB /);
    expect(buttonsOf(done)).toEqual([]);
    expect(tablesOf(world, '555555555555', 'stores')).toEqual(['store', 'store_sales']);
  });
});

describe('what is wrong', () => {
  it('is said beside the field, and what was typed is kept', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh create', 'C0RETAIL');
    const modal = await modalFor(rita, 'pattern');
    await rita.click(modal, 'table_pattern', { choice: '(a|b' });
    const told = await rita.untilView((view) => textOf(view).includes('neither a table name nor a regular expression'));
    const errorsOf = async (entered: Record<string, string>) => (await rita.submit(told, entered)).errors;

    expect(await errorsOf({})).toEqual({ pattern: expect.stringContaining('Neither a table name nor') });
    expect(await errorsOf({ table_pattern: 'nothing_.*' })).toEqual({ pattern: 'No table of tpcds matches this.' });
    expect(await errorsOf({ table_pattern: 'web_sales_by_.*' })).toEqual({
      pattern: 'Only views and resource links match this, which cannot be offered.',
    });
    const some = { table_pattern: 'web_.*' };
    expect(await errorsOf({ ...some, schedule: 'cron(0 * * * ? *)', ownSchedule: 'cron(0 0/4 * * ? *)' })).toEqual({
      ownSchedule: 'Take a schedule from the list or write your own, not both.',
      crawlerRole: 'This has to be a crawler role, since there is a schedule.',
    });
    expect(await errorsOf({ ...some, schedule: 'cron(0 * * * ? *)', ownSchedule: '' })).toEqual({
      crawlerRole: 'This has to be a crawler role, since there is a schedule.',
    });
    expect(await errorsOf({ ...some, crawlerRole: 'crawler' })).toEqual({
      crawlerRole: expect.stringContaining('the ARN of an IAM role'),
    });
    const role = { crawlerRole: 'arn:aws:iam::555555555555:role/Crawler' };
    const noPreset = { selected_option: null } as unknown as string;
    expect(await errorsOf({ ...some, ...role, schedule: noPreset, ownSchedule: 'every day' })).toEqual({
      ownSchedule: expect.stringContaining('cron(minutes hours'),
    });
    expect(await errorsOf({ ...some, ownSchedule: '', meshDatabase: 'a/b' })).toEqual({
      meshDatabase: expect.stringContaining('without slashes'),
    });
    const all = { table_pattern: 'nothing_.*', domain: '!', productName: '<b>', meshDatabase: 'a/b', suffix: 'a/b' };
    expect(await errorsOf({ ...all, crawlerRole: 'crawler', ownSchedule: 'every day' })).toEqual({
      pattern: 'No table of tpcds matches this.',
      domain: expect.stringContaining('letters, digits'),
      product: expect.stringContaining('letters, digits'),
      meshDatabase: expect.stringContaining('without slashes'),
      suffix: expect.stringContaining('without slashes'),
      crawlerRole: expect.stringContaining('the ARN of an IAM role'),
      ownSchedule: expect.stringContaining('cron(minutes hours'),
    });
    expect(await rita.views()).toHaveLength(1);
    expect(await creationsIn(rita, 'C0RETAIL')).toEqual([]);
  });

  it('is a link that would have too long a name', async () => {
    const world = await openWorld();
    const who = { role: 'producer', accountId: '111111111111', actor: 'slack-U0RITA' } as const;
    const { glue } = await deskFromConfig(world.config).mesh.sessions.inAccount(who);
    const TableInput = { Name: `${'long_'.repeat(40)}name`, StorageDescriptor: {} };
    await glue.send(new CreateTableCommand({ DatabaseName: 'tpcds', TableInput }));
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh create', 'C0RETAIL');
    const modal = await modalFor(rita, 'all');
    expect(await rita.submit(modal, { suffix: '_'.repeat(52) })).toEqual({
      errors: {
        suffix: expect.stringMatching(/^With this the link of long_.* would have more than 255 characters\.$/),
      },
    });
  });

  it('is being no approver of a producer: by then, or meanwhile', async () => {
    const world = await openWorld();
    await world.bot();
    const maya = world.as('U0MAYA');
    await maya.command('/mesh create', 'C0MARKETING');
    await filled(maya, 'You decide for no account that offers data.');
    const finn = world.as('U0FINN');
    await finn.command('/mesh create', 'C0FINANCE');
    const modal = await filled(finn);
    expect((await finn.options(modal, 'source_database', '')).options.map(({ value }) => value)).toEqual(['ledger']);
    await finn.click(modal, 'source_database', { choice: 'ledger' });
    const chosen = await finn.untilView(({ blocks }) => JSON.stringify(blocks).includes('"tables ledger"'));
    const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
    await world.documents.send(
      new UpdateCommand({
        TableName: world.config.meshdeskTable,
        Key: { pk: 'account#222222222222', sk: 'account' },
        UpdateExpression: 'SET approvers = :others',
        ExpressionAttributeValues: { ':others': { users: ['U0ADA'], groups: [] } },
      }),
    );
    expect(await finn.submit(chosen, { source_tables: ['invoices'] })).toEqual({
      errors: { account: expect.stringContaining('You are not an approver of this account.') },
    });
  });

  it('is not a modal that is submitted twice: it is one order', async () => {
    const world = await openWorld();
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh create', 'C0RETAIL');
    const modal = await modalFor(rita, 'picked');
    const entered = { source_tables: ['reason'], meshDatabase: 'twice' };
    await Promise.allSettled([rita.submit(modal, entered), rita.submit(modal, entered)]);
    await creationShowing(rita, 'C0RETAIL', '1 table shared');
    expect(await creationsIn(rita, 'C0RETAIL')).toHaveLength(1);
  });

  it('is an account that Meshdesk may not enter, which is said in the modal', async () => {
    const world = await openWorld();
    world.lake.addFault({
      match: { operation: 'AssumeRole' },
      action: { error: { code: 'AccessDenied', message: 'No.', status: 403 } },
    });
    await world.bot();
    const rita = world.as('U0RITA');
    await rita.command('/mesh create', 'C0RETAIL');
    await filled(rita, 'Meshdesk may not assume');
  });
});
