import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { deskFromConfig, ownDocuments } from '../../src/handlers/desk-from-config.ts';
import type { FrontDesk } from '../../src/handlers/front-desk.ts';
import { sweep } from '../../src/handlers/sweep/sweep.ts';
import { takeUp } from '../../src/handlers/sweep/unfinished.ts';
import { chunked } from '../../src/mesh/canonical.ts';
import { textOf, type World } from './world.ts';

/** A desk without a bot: no event reaches anybody. Counts what DynamoDB is asked. */
export function deskOf(world: World) {
  const documents = ownDocuments(world.config);
  const calls: string[] = [];
  documents.middlewareStack.add(
    (next, context) => (args) => {
      calls.push(String(context.commandName));
      return next(args);
    },
    { step: 'initialize' },
  );
  const desk = deskFromConfig(world.config, documents);
  const errors = vi.spyOn(desk.logger, 'error').mockImplementation(() => undefined);
  return { desk, errors, calls: () => calls.splice(0).length };
}

/** By the desk's own clock. */
export const inOneMinute = (desk: FrontDesk) => new Date(desk.now().getTime() + 60_000);

/** A minute in which nothing is left half way. */
export async function minute(desk: FrontDesk): Promise<void> {
  await takeUp(desk, 'worker');
  await sweep(desk, inOneMinute(desk));
}

/** Puts the items into the table, 25 a call. */
export async function putMany(world: World, table: string, items: Record<string, unknown>[]): Promise<void> {
  for (const batches of chunked(chunked(items, 25), 10)) {
    await Promise.all(
      batches.map((batch) => {
        const RequestItems = { [table]: batch.map((Item) => ({ PutRequest: { Item } })) };
        return world.documents.send(new BatchWriteCommand({ RequestItems }));
      }),
    );
  }
}

/** A request for one table of retail's. */
export function record(SubscriptionId: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    SubscriptionId,
    Status: 'Pending',
    OwnerPrincipal: '111111111111',
    SubscriberPrincipal: '888888888888',
    DatabaseName: 'tpcds-111111111111',
    TableName: ['web_sales'],
    RequestedGrants: ['SELECT'],
    CreationDate: '2026-11-23 06:21:57',
    CreatedBy: 'arn:aws:sts::555555555555:assumed-role/DataMeshAdminConsumer-999999999999/maya.lindqvist',
    ...over,
  };
}

/** All that a person is shown in the channel. */
export const shownIn = async (world: World, user: string, channel: string) =>
  (await world.as(user).messages(channel)).map(textOf).join('\n');
