import type { MeshErrorCode, MeshErrorDetails } from '../mesh/errors.ts';
import type { OperationError } from '../mesh/operation.ts';
import { deed } from './deeds.ts';
import { visible } from './limits.ts';
import { code, group, listed, mention, type Piece, timeAndDay } from './rich.ts';
import { count } from './words.ts';

type Sentences = { [C in MeshErrorCode]: (details: MeshErrorDetails[C]) => Piece[] };

const REFUSALS: Record<MeshErrorDetails['NotAllowed']['reason'], string> = {
  'no-member': 'Only full members of this workspace can do this.',
  'not-connected': 'This account is not connected to Meshdesk.',
  'not-an-approver': 'You are not an approver of this account.',
  'not-of-the-account': 'You are not a member of this account.',
  'not-an-admin': 'Only a mesh admin can do this.',
  'own-request': 'You made this request yourself; somebody else has to decide.',
  'benefits-own-account': 'The request benefits an account that you speak for; somebody else has to decide.',
};

/** Beside a reason of white space, which Slack takes for a text. */
export const NO_REASON = 'Say why: the requester reads it.';

/** The one place that turns a coded error into words: what happened, what was and was not done, what to do next. */
const SENTENCES: Sentences = {
  InvalidParameter: ({ parameter, expected }) => say`${parameter} has to be ${expected}. Nothing was changed.`,
  SubscriptionNotFound: ({ subscriptionId }) => say`There is no request ${code(subscriptionId)}. Check the id.`,
  ProductsNotFound: ({ productsId }) => say`There are no data products ${code(productsId)}. Check the id.`,
  SubscriptionUnreadable: ({ subscriptionId, problems }) =>
    say`The record of ${code(subscriptionId)} cannot be read (${problems.slice(0, 3).join('; ')}). Nothing was changed; ask the requester to ask again.`,
  WrongStatus: ({ status, action }) => say`This is ${status.toLowerCase()}, so there is nothing to ${action}.`,
  StatusMoved: ({ found, by, at }) =>
    say`Meanwhile this became “${found.toLowerCase()}”${by ? ` (by ${by}${at ? `, ${at}` : ''})` : ''}. What you saw no longer holds and your decision did not take effect. Look at the card again.`,
  PlanMoved: () =>
    say`What is granted has changed since this was looked at. Nothing was granted; look at the new difference and decide again.`,
  PlanNotSeen: () =>
    say`What this would change has not been shown yet. Nothing was changed; look at the card and decide there.`,
  ForeignTables: ({ tables, owner }) =>
    say`${count(tables.length, 'table')} of this request ${tables.length === 1 ? 'does' : 'do'} not belong to account ${owner}: ${some(tables.map(({ table }) => table))}. Nothing can be granted; deny it, or ask the requester to ask the real owner.`,
  NothingToGrant: ({ reasons }) =>
    say`Nothing of this request can be granted${reasons.length === 0 ? '' : ': '}${some(reasons.map(({ asked }) => asked))}. Deny it with the reason, so that the requester can ask again.`,
  RecordFull: () =>
    say`The record of this request has no room left for what this would write into it (DynamoDB takes 400 KB), so nothing is granted by it. Approve fewer tables; if that does not help, deny it, and have fewer tables asked for in a new request.`,
  PlanTooLarge: ({ kind, tables }) =>
    say`This is more than Meshdesk can keep account of at once (${count(tables, 'table')}), so nothing was changed. ${kind === 'create' ? 'Choose fewer tables, and create the others by themselves.' : 'Approve fewer tables, or deny it, and have the tables asked for in several requests.'}`,
  DatabaseNotFound: ({ databaseName, accountId }) =>
    say`There is no database ${code(databaseName)} in the catalog of ${accountId}. Nothing was changed; check the name.`,
  TableNotFound: ({ databaseName, tableName, accountId }) =>
    say`There is no table ${code(tableName)} in database ${code(databaseName)} of ${accountId}. Nothing was changed; check the name.`,
  NameTaken: ({ databaseName, tableName, accountId }) =>
    say`The name ${code(tableName ?? databaseName)} is taken by something else in the catalog of ${accountId}. Rename that, or choose another name, and try again.`,
  AccountUnreachable: ({ accountId, roleArn }) =>
    say`Meshdesk may not assume ${code(roleArn)}. Nothing was changed; the platform team has to let it into account ${accountId}.`,
  AwsCallFailed: ({ service, operation, awsCode, awsMessage }) =>
    say`AWS refused ${service} ${operation}: ${awsMessage} (${awsCode}). Try again, and call the platform team if it stays.`,
  GrantsNotVerified: ({ missing }) =>
    say`The grants on ${some(missing)} were made but cannot be read back yet, so the request is not settled. Retry checks again.`,
  NotTakenBack: ({ tables }) =>
    say`What had been granted on ${some(tables.map(({ table }) => table))} could not be taken back (${tables[0]?.reason ?? 'the reason is not known'}). It is tried again by itself; the platform team can look at the permissions in Lake Formation.`,
  PartlyDone: ({ tables }) =>
    say`${count(tables.filter(({ state }) => state === 'failed').length, 'table')} could not be done, the others were. Try again: it does the rest.`,
  ShareUnavailable: ({ share, state }) =>
    say`The resource share ${code(share)} is ${state}. Nothing was imported; try again, or have it granted anew.`,
  DecisionTaken: ({ kind, by, at, state }) =>
    say`${mention(by)} ${deed(kind).didThis} at ${timeAndDay(new Date(at))}${state === 'claimed' || state === 'running' ? ', and it is being carried out' : ''}. Nothing more was done.`,
  NotAllowed: ({ reason, who, groups }) => say`${REFUSALS[reason]}${whoCan(who, groups)} Nothing was changed.`,
};

/** The error in words, as pieces of rich text: nothing in it can become markup. */
export function sentenceOf(error: OperationError): Piece[] {
  if (error.code === 'Unexpected') {
    return say`Something failed that Meshdesk does not know. Try again, and call the platform team if it stays.`;
  }
  return (SENTENCES[error.code] as unknown as (details: Record<string, unknown>) => Piece[])(error.details);
}

/** The same for places that take plain text only, as the errors beside a modal's fields; people by `names`, by Slack user id. */
export function plainSentence(pieces: Piece[], names: ReadonlyMap<string, string> = NOBODY): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return visible(piece);
      if (piece.type === 'text') return piece.text;
      if (piece.type === 'date') return piece.fallback ?? 'earlier';
      return (piece.type === 'user' && names.get(piece.user_id)) || 'somebody else';
    })
    .join('')
    .replace(/(, | or )?somebody else(?:(?:, | or )somebody else)+/g, (_, or) => `${or ? ' or ' : ''}somebody else`)
    .replace(/(?<=^|\. )somebody/g, 'Somebody');
}

const NOBODY: ReadonlyMap<string, string> = new Map();

function some(names: readonly string[], most = 5): Piece[] {
  const shown = names.slice(0, most).map(code);
  return names.length > most ? [...listed(shown, ', '), ` and ${names.length - most} more`] : listed(shown);
}

function whoCan(users: readonly string[], groups: readonly string[]): Piece[] {
  const names = [...users.map(mention), ...groups.map(group)].slice(0, 8);
  return names.length === 0 ? [] : [' ', ...listed(names, ' or '), ' can.'];
}

function say(texts: TemplateStringsArray, ...values: (Piece | Piece[])[]): Piece[] {
  return texts
    .flatMap((text, at) => {
      const value = values[at];
      return [text, ...(value === undefined ? [] : Array.isArray(value) ? value : [value])];
    })
    .filter((piece) => piece !== '');
}
