import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { PageView } from '../../local/slack/page/protocol.ts';
import type { Person, SeenMessage } from '../../local/slack/person.ts';
import { filled } from './modals.ts';
import { textOf, type World } from './world.ts';

/** The newest message of a creation in a channel that shows `text`. */
export function creationShowing(me: Person, channel: string, text: string): Promise<SeenMessage> {
  return me.untilMessage(
    channel,
    (message) => textOf(message).includes('Data products ') && textOf(message).includes(text),
    30_000,
  );
}

/** Messages of creations in a channel. */
export async function creationsIn(me: Person, channel: string): Promise<SeenMessage[]> {
  return (await me.messages(channel)).filter((message) => textOf(message).includes('Data products '));
}

/** Names of the tables of a database, as the lake has them. */
export function tablesOf(world: World, account: string, database: string): string[] {
  const { databases = {} } = world.lake.state().accounts[account] ?? {};
  return Object.keys(databases[database]?.tables ?? {}).sort();
}

/** The ids of the operations that an index of Meshdesk's table lists as not ended. */
export async function unfinished(world: World): Promise<unknown[]> {
  const { Items = [] } = await world.documents.send(
    new QueryCommand({
      TableName: world.config.meshdeskTable,
      IndexName: 'Listing',
      KeyConditionExpression: 'listing = :unfinished',
      ExpressionAttributeValues: { ':unfinished': 'unfinished creations' },
    }),
  );
  return Items;
}

/** The modal with retail's database chosen, and a way to say which tables. */
export async function modalFor(rita: Person, which: 'picked' | 'pattern' | 'all'): Promise<PageView> {
  const opened = await filled(rita);
  const { options } = await rita.options(opened, 'source_database', 'tpc');
  expect(options.map(({ value }) => value)).toEqual(['tpcds']);
  await rita.click(opened, 'source_database', { choice: 'tpcds' });
  const chosen = await rita.untilView(({ blocks }) => JSON.stringify(blocks).includes('"tables tpcds"'));
  if (which === 'picked') return chosen;
  await rita.click(chosen, 'which_source_tables', { choice: which });
  return rita.untilView(({ blocks }) => !JSON.stringify(blocks).includes('"tables tpcds"'));
}
