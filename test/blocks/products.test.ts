import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../local/slack/block-kit/view.ts';
import type { CreateDraft } from '../../src/blocks/create-draft.ts';
import { createFieldOf, createView, readCreateView } from '../../src/blocks/create-view.ts';
import { loadingView } from '../../src/blocks/loading-view.ts';
import { type CreationFacts, movedProductCard, productCard } from '../../src/blocks/product-card.ts';
import { databaseLines, LINES_A_PAGE, tableLines } from '../../src/blocks/product-lines.ts';
import { productOptions } from '../../src/blocks/product-options.ts';
import { type Asked, askedView, askingView, readRequestView, requestView } from '../../src/blocks/request-view.ts';
import { fallback } from '../../src/blocks/rich.ts';
import { sentenceOf } from '../../src/blocks/sentences.ts';
import { sourcePreview } from '../../src/blocks/source-preview.ts';
import type { Creation, CreationResult } from '../../src/mesh/creation.ts';
import { TABLE_PERMISSIONS } from '../../src/mesh/permissions.ts';
import { findProducts, type Labels, type Product, productKeys, productOf } from '../../src/mesh/search/find.ts';
import type { MeshTable } from '../../src/mesh/search/mesh-catalog.ts';
import type { SourceTable } from '../../src/mesh/search/source-catalog.ts';
import { accounts, errors, KNOWN_USERS, text } from '../support/arbitraries.ts';
import { checkContent, checkSurface } from '../support/block-checks.ts';

const RUNS = { numRuns: 100, endOnFailure: true };
const accountId = fc.constantFrom('111111111111', '222222222222');
const ULID = '01JD0000000000000000000000';

/** A few of these, or 2,000 with names that differ at the end. */
const upTo = <T>(one: fc.Arbitrary<T>, numbered: (value: T, at: number) => T) =>
  fc
    .tuple(fc.array(one, { maxLength: 3 }), fc.constantFrom(1, 2_000))
    .map(([some, times]) =>
      some.length === 0 ? [] : Array.from({ length: times }, (_, at) => numbered(some[at % some.length] as T, at)),
    );
const name = (of: string, at: number) => `${of.slice(0, 249).replace(/[\ud800-\udbff]$/, '')}_${at}`;

const results: fc.Arbitrary<CreationResult[]> = upTo(
  fc.record(
    {
      table: text(255),
      state: fc.constantFrom('created', 'updated', 'unchanged', 'refused', 'failed'),
      link: text(255),
      code: text(255),
      reason: text(3000),
      notes: fc.array(text(3000), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['table', 'state'] },
  ),
  (result, at) => ({ ...result, table: name(result.table, at) }),
);

/** A retry of tables of which the failed ones are lacking, and one more that an attempt before it had shared. */
const retried = (tables: readonly CreationResult[]) => ({
  meant: [...tables.map(({ table }) => table), 'shared_before'],
  lacking: tables.filter(({ state }) => state === 'failed').map(({ table }) => table),
});

const creations: fc.Arbitrary<CreationFacts> = fc
  .record({
    state: fc.constantFrom<Creation['state'][]>('claimed', 'running', 'done', 'partly', 'failed'),
    actor: fc.constantFrom(...KNOWN_USERS),
    tables: results,
    matched: fc.option(fc.constantFrom(0, 1, 24, 2_000), { nil: undefined }),
    orderedBy: fc.option(fc.constantFrom(...KNOWN_USERS), { nil: undefined }),
    error: fc.option(errors, { nil: undefined }),
    account: fc.option(accounts, { nil: undefined }),
    source: text(255),
    pattern: fc.option(text(2048), { nil: undefined }),
    product: fc.option(text(256), { nil: undefined }),
    domain: fc.option(text(256), { nil: undefined }),
    meshDatabase: text(255),
    id: accountId,
  })
  .map(
    ({
      state,
      actor,
      orderedBy,
      tables,
      matched,
      error,
      account,
      source,
      pattern,
      product,
      domain,
      meshDatabase,
      id,
    }) => ({
      creation: {
        ...{ operationId: ULID, productsId: ULID, actor, state, tables, attempt: 1 },
        ...{ orderedAt: '2026-11-23T06:30:00.000Z', claimedAt: '2026-11-23T06:30:00.000Z' },
        order: {
          kind: 'create' as const,
          accountId: id,
          parameters: {
            sourceDatabaseName: source,
            ...(pattern !== undefined && { tableNameRegex: pattern }),
            ...(product !== undefined && { dataProductName: product }),
            ...(domain !== undefined && { domain }),
          },
          ...(matched !== undefined && { matched }),
          ...(orderedBy !== undefined && retried(tables)),
        },
        ...(orderedBy !== undefined && { orderedBy }),
        ...(error !== undefined && { error }),
      },
      account,
      meshDatabase,
    }),
  );

const sourceTables: fc.Arbitrary<SourceTable[]> = upTo(
  fc.record({ Name: text(255), kind: fc.constantFrom('table', 'view', 'resource-link') }),
  (table, at) => ({ ...table, Name: name(table.Name, at) }),
);

const drafts: fc.Arbitrary<CreateDraft> = fc.record({
  productsId: fc.constant(ULID),
  accountId: fc.option(accountId, { nil: undefined }),
  database: fc.option(text(255), { nil: undefined }),
  which: fc.constantFrom('picked', 'pattern', 'all'),
});

const meshTables: fc.Arbitrary<MeshTable[]> = upTo(
  fc.record({
    databaseName: text(255),
    name: text(255),
    owner: accountId,
    location: fc.option(text(2056)),
    columns: fc.array(text(255), { maxLength: 20 }),
    tags: fc.dictionary(fc.constantFrom('domain', 'dataproduct', 'sensitivity'), fc.array(text(256), { maxLength: 3 })),
    isPublic: fc.boolean(),
  }),
  (table, at) => ({ ...table, name: name(table.name, at) }),
);

const products: fc.Arbitrary<Product> = fc.record({
  key: text(520),
  kind: fc.constantFrom('product', 'database', 'table'),
  name: text(256),
  databaseName: text(255),
  owners: fc.array(accountId, { minLength: 1, maxLength: 2 }),
  tables: fc.nat(),
});

const labels: fc.Arbitrary<Labels> = fc.record({ domains: fc.array(text(256)), products: fc.array(text(256)) });

const asked: fc.Arbitrary<Asked> = fc.record({
  accountId: fc.option(accountId, { nil: undefined }),
  product: fc.option(text(520), { nil: undefined }),
  tables: upTo(text(255), name),
  whole: fc.boolean(),
  permissions: fc.subarray([...TABLE_PERMISSIONS]),
  why: fc.oneof(text(1500), fc.constant('')),
  until: fc.constantFrom('', '2099-12-31'),
});

/** What Slack sends of a view that nobody has touched. */
const untouched = (private_metadata: string | undefined) => ({ private_metadata, state: { values: {} } });

describe('whatever is in the mesh, Slack takes', () => {
  it('the message of a creation, however far it is', () => {
    fc.assert(
      fc.property(creations, (facts) => checkContent(productCard(facts))),
      RUNS,
    );
    checkContent(movedProductCard(ULID, 'C0RETAIL'));
    checkContent(movedProductCard(ULID, undefined));
  });

  it('the modal that creates data products, and reads back what it carries', () => {
    const forms = fc.record({ draft: drafts, some: fc.array(accounts, { minLength: 1, maxLength: 150 }) });
    fc.assert(
      fc.property(forms, sourceTables, fc.boolean(), errors, ({ draft, some }, matches, whole, error) => {
        const distinct = [...new Map(some.map((account) => [account.accountId, account])).values()];
        const preview = { matches, all: matches.length, whole };
        const view = createView({ draft, accounts: distinct, preview, trouble: sentenceOf(error) });
        checkSurface(view);
        expect(readCreateView(untouched(view.private_metadata)).draft).toEqual(draft);
      }),
      RUNS,
    );
    checkSurface(loadingView('Create data products'));
  });

  it('has errors beside fields that are there', () => {
    const parameters = ['sourceDatabaseName', 'tableNameRegex', 'domain', 'exposeDataMeshDbName', 'whatever'];
    fc.assert(
      fc.property(drafts, fc.constantFrom(...parameters), accounts, (before, parameter, account) => {
        const draft = { ...before, accountId: account.accountId, database: before.database ?? 'tpcds' };
        const blocks = createView({ draft, accounts: [account] }).blocks;
        expect(blocks.map(({ block_id }) => block_id)).toContain(createFieldOf(parameter, draft));
      }),
      RUNS,
    );
  });

  it('the preview of what matches', () => {
    fc.assert(
      fc.property(fc.option(sourceTables), fc.boolean(), (matches, whole) => {
        const blocks = sourcePreview({ matches, all: 2_000, whole });
        checkSurface({ type: 'home', blocks });
      }),
      RUNS,
    );
  });

  it('the modal that asks for access, and reads back what it carries', () => {
    const forms = fc.record({ accounts: fc.array(accounts, { minLength: 1, maxLength: 3 }), asked });
    fc.assert(
      fc.property(forms, fc.option(products), errors, (form, product, error) => {
        const distinct = [...new Map(form.accounts.map((account) => [account.accountId, account])).values()];
        const shown = { ...form, accounts: distinct, ...(product && { product }) };
        const view = requestView({ ...shown, trouble: sentenceOf(error) });
        checkSurface(view);
        expect(readRequestView(untouched(view.private_metadata)).product).toEqual(form.asked.product);
      }),
      RUNS,
    );
    checkSurface(askingView());
  });

  it('what is said when it is asked', () => {
    fc.assert(
      fc.property(
        fc.option(accounts, { nil: undefined }),
        text(256),
        fc.option(fc.array(text(3000))),
        (owner, subscriptionId, standing) => {
          const about = { owner, ownerId: '111111111111', channel: 'C0MARKETING', subscriptionId };
          checkSurface(askedView({ ...about, existing: false }));
          checkSurface(askedView({ ...about, existing: true, ...(standing && { standing }) }));
        },
      ),
      RUNS,
    );
  });

  it('that a reason was not added, and which one stands', () => {
    const about = { owner: undefined, ownerId: '111111111111', channel: 'C0MARKETING', subscriptionId: 's' };
    const said = (standing?: string[]) =>
      fallback(askedView({ ...about, existing: true, ...(standing && { standing }) }).blocks as KnownBlock[]);
    const words = 'Your reason was not added: the owner reads that of the first request';
    expect(said(['Sales'])).toContain(`${words}: “Sales”.`);
    expect(said([])).toContain(`${words}, which gives none.`);
    expect(said()).not.toContain(words);
  });

  it('what a search finds', () => {
    fc.assert(
      fc.property(meshTables, text(40, 0), (tables, typed) => {
        const found = productOptions(
          findProducts(tables, typed, () => 'a'.repeat(255)),
          (id) => `Account ${id}`,
        );
        expect(checkOptions(found as unknown as Record<string, unknown>)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('a page of databases or tables', () => {
    fc.assert(
      fc.property(meshTables, fc.array(products, { maxLength: LINES_A_PAGE }), labels, (some, found, of) => {
        const page = some.slice(0, LINES_A_PAGE).map((table) => ({ ...table, ...of }));
        const databases = found.map((product) => ({ ...product, ...of }));
        if (page.length > 0) checkContent({ text: 'Tables', blocks: tableLines(page) });
        if (databases.length > 0) checkContent({ text: 'Databases', blocks: databaseLines(databases, (id) => id) });
      }),
      RUNS,
    );
  });
});

describe('a search', () => {
  it('finds everything by its own key', () => {
    fc.assert(
      fc.property(meshTables, (tables) => {
        for (const key of [...productKeys(tables)].slice(0, 5)) expect(productOf(tables, key)?.product.key).toBe(key);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});
