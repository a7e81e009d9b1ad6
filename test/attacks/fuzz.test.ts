import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsFrom } from '../../src/handlers/request-state.ts';
import { changeOf, subscriptionOf } from '../../src/handlers/stream-subjects.ts';
import { wantedMessages } from '../../src/handlers/wanted.ts';
import { readSubscription, type Subscription } from '../../src/mesh/subscription.ts';
import { anyItem, anyPayload, anyStreamRecord } from '../support/any-input.ts';
import { checkContent } from '../support/block-checks.ts';
import { anAccount, marketing } from '../support/factories.ts';
import { openForger } from '../support/forgery.ts';
import { control } from '../support/slack.ts';
import { openWorld } from '../support/world.ts';

/** `npm run bench -- fuzz` asks for 100,000. */
const ASKED = Number(process.env.MESHDESK_FUZZ ?? 0);
const SEED = Number(process.env.MESHDESK_SEED ?? Date.now() % 2 ** 31);
const runs = (most: number) => ({ numRuns: ASKED || most, seed: SEED, endOnFailure: true });
const HOUR = 3_600_000;
const STACK = /\n\s+at .+:\d+|node_modules|\.ts:\d+:\d+/;

const stored = (subscription: Subscription): Parameters<typeof factsFrom>[0] => ({
  ...{ subscription, operation: undefined, owner: anAccount(), subscriber: marketing(), asker: null },
});

describe(`whatever comes, seed ${SEED}`, () => {
  it('as a record is shown within the limits of Slack, or reported', { timeout: HOUR }, () => {
    const kinds = { readable: 0, unreadable: 0 };
    fc.assert(
      fc.property(anyItem, (item) => {
        const read = readSubscription(item);
        kinds[read.readable ? 'readable' : 'unreadable'] += 1;
        const state = read.readable
          ? { is: 'request' as const, facts: factsFrom(stored(read.subscription)), stands: '' }
          : { is: 'unreadable' as const, unreadable: read.unreadable };
        for (const { content, edition } of wantedMessages(state, 'C0ADMINS')) {
          checkContent(content);
          expect(typeof edition).toBe('string');
        }
      }),
      runs(5_000),
    );
    console.info(`records, seed ${SEED}: ${JSON.stringify(kinds)}`);
    expect(Math.min(kinds.readable, kinds.unreadable)).toBeGreaterThan(0);
  });

  it('as an event of a stream names a subject, or none', { timeout: HOUR }, () => {
    fc.assert(
      fc.property(anyStreamRecord, (record) => {
        expect([null, 'string']).toContain(subscriptionOf(record) === null ? null : typeof subscriptionOf(record));
        expect(typeof changeOf(record)).toBe('object');
      }),
      runs(5_000),
    );
  });

  it('as a signed payload, of people who may decide nothing, is answered without a stack trace and decides nothing', {
    timeout: HOUR,
  }, async () => {
    const world = await openWorld();
    const ids = [await world.ask(), await world.ask({ Status: 'Active', UpdatedDate: '2026-11-23 07:00:00' })];
    const forger = await openForger(world);
    const unhandled: unknown[] = [];
    const notice = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', notice);
    const statuses: Record<number, number> = {};
    let count = 0;
    try {
      await fc.assert(
        fc.asyncProperty(anyPayload(ids, forger.responseUrl), async ({ body, type }) => {
          const { status, body: text } = await forger.send(body, { type });
          statuses[status] = (statuses[status] ?? 0) + 1;
          expect(text).not.toMatch(STACK);
          for (const said of forger.said.splice(0)) expect(said).not.toMatch(STACK);
          count += 1;
          if (count % 500 === 0) await expectNoStack();
        }),
        runs(1_500),
      );
      await expectNoStack();
    } finally {
      process.off('unhandledRejection', notice);
    }
    console.info(`payloads, seed ${SEED}: answers by status ${JSON.stringify(statuses)}`);
    expect(unhandled).toEqual([]);
    const { Items = [] } = await world.documents.send(new ScanCommand({ TableName: world.config.meshdeskTable }));
    expect(Items.filter(({ sk }) => sk === 'operation' || sk === 'import')).toEqual([]);
    expect(Items.filter(({ sk }) => sk === 'account')).toHaveLength(3);

    async function expectNoStack() {
      const { calls } = await control<{ calls: { args: unknown }[] }>(world.slack, 'GET', 'calls');
      expect(JSON.stringify(calls.map(({ args }) => args))).not.toMatch(STACK);
      await control(world.slack, 'DELETE', 'calls');
    }
  });
});
