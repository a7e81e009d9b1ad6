import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountNews, accountNote } from '../../src/blocks/account-note.ts';
import { answerView } from '../../src/blocks/answer-view.ts';
import { connectView, groupOption } from '../../src/blocks/connect-view.ts';
import { type AccountCheck, connectedView } from '../../src/blocks/connected-view.ts';
import { accountEntry, eventEntry, requestEntry } from '../../src/blocks/entries.ts';
import { helpBlocks, unknownBlocks } from '../../src/blocks/help.ts';
import { homeView } from '../../src/blocks/home-view.ts';
import { type ListPage, listBlocks, listView, loadingList, PAGE_SIZE } from '../../src/blocks/list.ts';
import { type ListRef, readListRef, writeListRef } from '../../src/blocks/list-ref.ts';
import { NOTHING } from '../../src/blocks/list-words.ts';
import { menuBlocks } from '../../src/blocks/menu.ts';
import type { Overview } from '../../src/blocks/overview.ts';
import { code, fallback, listed } from '../../src/blocks/rich.ts';
import { sentenceOf } from '../../src/blocks/sentences.ts';
import { COMMANDS } from '../../src/handlers/commands/mesh.ts';
import { accounts, anyFacts, errors, histories, KNOWN_GROUPS, KNOWN_USERS, text } from '../support/arbitraries.ts';
import { checkContent, checkSurface } from '../support/block-checks.ts';

const RUNS = { numRuns: 100, endOnFailure: true };
const admins = fc.subarray(KNOWN_USERS);
/** As lists have them: without a look into the lake. */
const listedFacts = anyFacts.map(({ outlook: _, lookError: __, ...facts }) => ({ ...facts, sensitive: new Map() }));
/** 2,000 of what a few are made of. */
const upTo = <T>(one: fc.Arbitrary<T>, most = 2_000) =>
  fc.tuple(fc.array(one, { maxLength: 3 }), fc.constantFrom(1, most)).map(([some, times]) => {
    return some.length === 0 ? [] : Array.from({ length: some.length * times }, (_, at) => some[at % some.length] as T);
  });
const counts = fc.record({ waiting: fc.nat(), granted: fc.nat(), unimported: fc.nat() });
const overviews: fc.Arbitrary<Overview> = fc
  .record({
    waiting: upTo(listedFacts),
    asked: fc.array(listedFacts, { maxLength: 5 }),
    accounts: upTo(fc.record({ account: accounts, decides: fc.boolean(), shares: counts, holds: counts }), 300),
    admins,
    connections: fc.option(fc.array(accounts, { maxLength: 300 })),
  })
  .map(({ connections, ...rest }) => {
    const byId = new Map((connections ?? []).map((account) => [account.accountId, account]));
    return connections === null ? rest : { ...rest, connections: [...byId.values()] };
  });
const refs: fc.Arbitrary<ListRef> = fc.record({
  list: fc.constantFrom('requests', 'subscriptions', 'accounts', 'audit'),
  at: fc.oneof(fc.constantFrom('', '0', '249'), fc.constant('01JD0000000000000000000000')),
  words: fc.array(text(2_000), { maxLength: 12 }),
});
const message = (blocks: ReturnType<typeof listBlocks>) => ({ text: fallback(blocks), blocks });

describe('whatever it is about, Slack takes', () => {
  it('the Home tab', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(overviews, (overview) => checkSurface(homeView(overview))),
      RUNS,
    );
  });

  it('the menu', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(overviews, (overview) => checkContent(message(menuBlocks(overview, COMMANDS)))),
      RUNS,
    );
  });

  it('a page of any list, in a message and in a modal', { timeout: 120_000 }, () => {
    const page = fc.record({ minLength: fc.constant(PAGE_SIZE), maxLength: fc.constant(PAGE_SIZE) });
    const entries = page.chain((length) =>
      fc.oneof(
        fc.array(listedFacts, length).map((all) => all.map((facts, at) => requestEntry(facts, `request-${at}`))),
        fc.array(accounts, length).map((all) => all.map((account, at) => accountEntry(account, `account-${at}`))),
        fc
          .tuple(histories, text(256))
          .map(([all, subscriptionId]) =>
            all.slice(0, PAGE_SIZE).map((event, at) => eventEntry({ ...event, subscriptionId }, `event-${at}`)),
          ),
      ),
    );
    fc.assert(
      fc.property(entries, refs, (drawn, ref) => {
        const list: ListPage = {
          title: 'Subscriptions',
          lead: ['with ', ...listed(ref.words.slice(0, 5).map(code)), ...NOTHING.subscriptions],
          entries: drawn,
          position: '1,993–2,000 of 2,000',
          previous: ref,
          next: ref,
        };
        checkContent(message(listBlocks(list)));
        checkSurface(listView(list));
      }),
      RUNS,
    );
    checkSurface(loadingList());
  });

  it('a page of failures that quote AWS at length, which is cut', () => {
    const long = 'x'.repeat(300);
    const error = {
      code: 'AwsCallFailed' as const,
      details: { service: long, operation: long, awsCode: long, awsMessage: long },
    };
    const event = {
      eventId: '1',
      at: '2026-11-23T06:30:00.000Z',
      what: 'failed' as const,
      kind: 'approve',
      by: 'U0RITA',
    };
    const entries = Array.from({ length: PAGE_SIZE }, (_, at) =>
      eventEntry({ ...event, notes: long, error, subscriptionId: 'x'.repeat(256) }, `event-${at}`),
    );
    const blocks = listBlocks({ title: 'Audit', entries });
    checkContent(message(blocks));
    expect(JSON.stringify(blocks)).toContain(`${'x'.repeat(149)}…`);
  });

  it('a page of decisions on many tables with long names', () => {
    const tables = ['granted', 'revoked', 'failed'].flatMap((state) =>
      Array.from({ length: 40 }, (_, at) => ({ table: `${at}`.padEnd(255, 'x'), state })),
    );
    const event = {
      eventId: '1',
      at: '2026-11-23T06:30:00.000Z',
      what: 'partly' as const,
      kind: 'change',
      by: 'U0RITA',
    };
    const entries = Array.from({ length: PAGE_SIZE }, (_, at) =>
      eventEntry({ ...event, tables, notes: 'x'.repeat(300), subscriptionId: 'x'.repeat(256) }, `event-${at}`),
    );
    checkContent(message(listBlocks({ title: 'Audit', entries })));
  });

  it('the help, and the answer to what is no command', () => {
    checkContent(message(helpBlocks(COMMANDS)));
    fc.assert(
      fc.property(text(60), fc.option(fc.constantFrom(...COMMANDS)), (word, nearest) =>
        checkContent(message(unknownBlocks(word, nearest ?? undefined, COMMANDS))),
      ),
    );
  });

  it('the modal that connects, and what it shows afterwards', () => {
    const group = fc.record({ id: fc.constantFrom(...KNOWN_GROUPS), handle: text(80), name: text(255, 0) });
    fc.assert(
      fc.property(accounts, fc.array(group, { maxLength: 2 }), fc.boolean(), (account, groups, edits) =>
        checkSurface(connectView(account, edits ? { accountId: account.accountId } : null, groups)),
      ),
    );
    fc.assert(fc.property(group, (one) => groupOption(one).text.text.length <= 75));
    fc.assert(
      fc.property(accounts, fc.nat(), (account, waiting) => checkSurface(connectedView(account, everyCheck, waiting))),
    );
  });

  it('what the admins are told of an account, and any answer in a view', () => {
    fc.assert(
      fc.property(accounts, fc.subarray(everyNews), admins, (account, news, who) =>
        checkContent(accountNote(account, news.length === 0 ? everyNews : news, who)),
      ),
    );
    const answered = (error: Parameters<typeof sentenceOf>[0]) => [
      { type: 'rich_text' as const, elements: [{ type: 'rich_text_section' as const, elements: [] }] },
      ...listBlocks({ title: 'Meshdesk', lead: sentenceOf(error), entries: [] }),
    ];
    fc.assert(fc.property(errors, (error) => checkSurface(answerView(answered(error)))));
  });
});

describe('a button of a list', () => {
  it('carries the page and as many of the words as it has room for', () => {
    fc.assert(
      fc.property(refs, (ref) => {
        const written = writeListRef(ref);
        expect(written.length).toBeLessThanOrEqual(2000);
        const read = readListRef(written);
        expect(read).toEqual({ ...ref, words: ref.words.slice(0, read.words.length) });
      }),
    );
  });

  it('that carries anything else is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(() => readListRef(value)).toThrow();
      }),
    );
  });
});

const everyCheck: AccountCheck[] = [
  ...(['ok', 'not_in_channel', 'is_archived', 'channel_not_found', 'failed', 'slow'] as const).map((found) => ({
    ...{ of: 'channel' as const, channel: 'C0RETAIL', found },
  })),
  ...(['ok', 'failed', 'slow', { refused: `arn:aws:iam::111111111111:role/${'r'.repeat(500)}` }] as const).map(
    (found) => ({ of: 'role' as const, role: 'producer' as const, found }),
  ),
  ...(['ready', 'missing', 'no-stream', 'failed', 'slow'] as const).map((found) => ({
    ...{ of: 'table' as const, table: 't'.repeat(255), found },
  })),
  { of: 'approvers', found: { gone: KNOWN_USERS, goneGroups: KNOWN_GROUPS, remaining: true } },
  { of: 'approvers', found: { gone: [], goneGroups: [], remaining: true } },
  { of: 'approvers', found: { gone: [], goneGroups: [], remaining: false } },
  { of: 'approvers', found: 'slow' },
  { of: 'audience', channel: 'C0RETAIL', found: 'nobody' },
];

const everyNews: AccountNews[] = [
  { of: 'nobody' },
  ...KNOWN_USERS.map((userId) => ({ of: 'approver' as const, userId })),
  ...KNOWN_GROUPS.map((groupId) => ({ of: 'group' as const, groupId })),
  ...(['not_in_channel', 'is_archived', 'channel_not_found'] as const).map((state) => ({
    ...{ of: 'channel' as const, state },
  })),
  { of: 'renamed', from: 'r'.repeat(80), to: '*b* <!here>' },
];
