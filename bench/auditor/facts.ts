import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Lake } from '../../local/aws/lake.ts';
import type { Tables } from '../../local/settings.ts';
import { GROUPS } from '../../local/slack/cast.ts';
import type { SlackWorkspace } from '../../local/slack/workspace.ts';

/** What the auditor compares; it is told nothing by the bot. */
export interface Facts {
  /** Grants to other accounts in the mesh account. */
  grants: Grant[];
  /** Accounts that own tables of the mesh, by `database/table`. */
  owners: Record<string, string>;
  /** Items of the subscriptions table. */
  records: Item[];
  /** Items of Meshdesk's table. */
  desk: Item[];
  messages: Message[];
  /** Slack users by user group. */
  groups: Record<string, readonly string[]>;
  /** Calls that changed something in AWS: what, and who. */
  writes: { operation: string; principal: string }[];
}

export type Item = Record<string, unknown>;

export interface Grant {
  /** 12 digits. */
  principal: string;
  /** `database/table`. */
  table: string;
  permissions: string[];
  grantable: string[];
}

export interface Message {
  channel: string;
  ts: string;
  text: string;
  blocks: unknown;
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> } | undefined;
}

/** Where the facts are. */
export interface Scene {
  lake: Lake;
  slack: SlackWorkspace;
  tables: Tables;
  documents: DynamoDBDocumentClient;
}

const MESH = '555555555555';
const CHANNELS = ['C0RETAIL', 'C0FINANCE', 'C0MARKETING', 'C0ADMINS'];
const READS = /^(Get|List|Search|Describe|Check|Head|AssumeRole|BatchGet)/;

/** Reads everything there is, over the wire and at the stand-ins' own doors. */
export async function gather({ lake, slack, tables, documents }: Scene): Promise<Facts> {
  const [records, desk, ...channels] = await Promise.all([
    itemsOf(documents, tables.subscriptions),
    itemsOf(documents, tables.meshdesk),
    ...CHANNELS.map((channel) => messagesIn(slack, channel)),
  ]);
  const mesh = lake.state().accounts[MESH];
  return {
    grants: (mesh?.grants ?? []).flatMap(({ principal, resource, permissions, grantable }) => {
      const { Table, TableWithColumns, DataCellsFilter: filter } = resource;
      const of = Table ?? TableWithColumns ?? (filter && { DatabaseName: filter.DatabaseName, Name: filter.TableName });
      if (!/^\d{12}$/.test(principal) || of?.Name === undefined) return [];
      return [
        { principal, table: `${of.DatabaseName}/${of.Name}`, permissions: [...permissions], grantable: [...grantable] },
      ];
    }),
    owners: Object.fromEntries(
      Object.entries(mesh?.databases ?? {}).flatMap(([database, { tables: all }]) =>
        Object.entries(all).map(([name, { owner }]) => [`${database}/${name}`, owner ?? '']),
      ),
    ),
    records,
    desk,
    messages: channels.flat(),
    groups: Object.fromEntries(GROUPS.map(({ id, users }) => [id, users])),
    writes: lake
      .calls()
      .journal.filter(({ operation, error, principal }) => !READS.test(operation) && !error && principal)
      .map(({ operation, principal = '' }) => ({ operation, principal })),
  };
}

async function itemsOf(client: DynamoDBDocumentClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
}

async function messagesIn(slack: SlackWorkspace, channel: string): Promise<Message[]> {
  const answer = await fetch(`${slack.url}/_control/messages?channel=${channel}`);
  const { messages } = (await answer.json()) as { messages: (Omit<Message, 'channel'> & { ephemeral_to?: unknown })[] };
  return messages.filter(({ ephemeral_to: to }) => !to).map((message) => ({ ...message, channel }));
}
