import type { RichTextBlock } from '@slack/types';
import type { GrantedPart } from '../mesh/granted.ts';
import type { TablePermission } from '../mesh/plan.ts';
import { grantedList, leftOutList } from './changes.ts';
import type { RequestFacts } from './facts.ts';
import { shorten } from './limits.ts';
import { bold, bullets, code, line, type Piece, rich } from './rich.ts';
import { accountName, count, passingOn, permissions } from './words.ts';

type Elements = RichTextBlock['elements'];

const SHOWN_TABLES = 10;

/** What is granted, and what of the request is not: as Meshdesk granted it, else as the record reports. */
export function grantedLines(facts: RequestFacts, mostGroups = 8): Elements {
  const { subscription, subscriber, granted } = facts;
  const { PermittedGrants = [], GrantableGrants = [] } = subscription;
  const rest = [
    ...takenLine('granted', granted?.taken?.permissions),
    ...takenLine('to be passed on', granted?.taken?.grantable),
    ...leftOutList(granted?.leftOut ?? [], 'Not granted:', granted?.leftOutMore),
  ];
  if (granted !== undefined && (granted.parts.length > 1 || granted.parts.some(isRestricted))) {
    return [...grantedList(granted.parts, '✅ ', mostGroups), ...rest];
  }
  const [part] = granted?.parts ?? [];
  const tables = grantedTables(facts);
  const rows: Piece[][] = tables.slice(0, SHOWN_TABLES).map((table) => ['✅ ', code(table)]);
  if (tables.length > rows.length) rows.push([`and ${count(tables.length - rows.length, 'more table')}`]);
  const name = shorten(accountName(subscriber, subscription.SubscriberPrincipal), 100);
  const held = part?.holding.permissions ?? PermittedGrants;
  return [
    line(bold(permissions(held)), ` on ${tables.length === 1 ? 'one table' : count(tables.length, 'table')}.`),
    ...(rows.length === 0 ? [] : [bullets(rows)]),
    line('↪️ ', passingOn(name, part?.holding.grantable ?? GrantableGrants, 'may')),
    ...rest,
  ];
}

/** What the subscriber could pass on if it were approved as asked; nothing where nothing can be approved. */
export function couldPassOn({ subscription, subscriber, outlook }: RequestFacts): RichTextBlock[] {
  if (outlook === undefined || outlook.tables.length === 0) return [];
  const grantable = [...new Set(outlook.tables.flatMap(({ after }) => after.grantable))].sort();
  const name = shorten(accountName(subscriber, subscription.SubscriberPrincipal), 100);
  return [rich(line('↪️ ', passingOn(name, grantable, 'could')))];
}

/** The tables that were granted: as Meshdesk granted them, else as the record reports. */
export function grantedTables({ granted, subscription }: RequestFacts): string[] {
  if (granted !== undefined && granted.parts.length > 0) return granted.parts.flatMap(({ tables }) => tables);
  return (subscription.GrantedTableARNs ?? []).map((arn) => arn.split('/').at(-1) ?? arn);
}

function takenLine(what: string, names: readonly string[] = []): Elements {
  return names.length === 0 ? [] : [line(`➖ No longer ${what}: ${permissions(names)}.`)];
}

/** Whether something else was granted than what was asked for. */
export function isGrantedOtherwise({ granted, subscription }: RequestFacts): boolean {
  if (granted === undefined) return false;
  const asked = new Set([...subscription.RequestedGrants, 'DESCRIBE']);
  const other = ({ holding }: GrantedPart) =>
    holding.permissions.length !== asked.size || holding.permissions.some((name: TablePermission) => !asked.has(name));
  return granted.leftOut.length > 0 || granted.parts.some((part) => isRestricted(part) || other(part));
}

function isRestricted({ holding }: GrantedPart): boolean {
  return holding.columns !== undefined || holding.rowFilter !== undefined;
}
