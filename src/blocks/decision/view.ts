import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Choices, Problem } from '../../mesh/choices.ts';
import type { Change } from '../../mesh/granted.ts';
import type { Offer } from '../../mesh/offer.ts';
import type { Holder, LeftOut } from '../../mesh/plan.ts';
import { changeList, leftOutList, lossList } from '../changes.ts';
import type { RequestFacts } from '../facts.ts';
import { grantedTables } from '../granted.ts';
import { ACTIONS, VIEWS } from '../ids.ts';
import { shorten } from '../limits.ts';
import { otherNotes, reason } from '../reason.ts';
import { bold, bullets, line, mention, moment, type Piece, rich, timeAndDay } from '../rich.ts';
import { accountName, permissions, requester, tablesOf, whatIsAsked } from '../words.ts';
import { type About, readAbout, writeAbout } from './about.ts';
import { claimsField, holderList, readClaimsField } from './claims-field.ts';
import { columnFields, readColumnFields } from './column-fields.ts';
import { type Entered, readEntered } from './entered.ts';
import { NOTE_BLOCK, noteField, readNoteField } from './note-field.ts';
import { permissionFields, readPermissionFields } from './permission-fields.ts';
import { readRowFilterFields, rowFilterFields } from './row-filter-fields.ts';
import { readTableField, tableField } from './table-field.ts';

/** What a decision modal is drawn from. */
export interface DecisionView {
  about: About;
  facts: RequestFacts;
  offer: Offer;
  choices: Choices;
  shown: Shown;
  /** Said above the difference: why it has to be looked at again. */
  notice?: Piece[];
}

/** What the choices come to. */
export type Shown =
  | { changes: Change[]; leftOut: LeftOut[]; holders: Holder[]; problems?: never; trouble?: never }
  | { problems: Problem[]; changes?: never; trouble?: never }
  | { trouble: Piece[]; changes?: never; problems?: never };

const WORDS = {
  approve: { title: 'Approve with changes', submit: 'Approve', changes: 'Approving would change:' },
  change: { title: 'Change grants', submit: 'Change', changes: 'What would change:' },
  revoke: { title: 'Revoke access', submit: 'Revoke', changes: 'What is lost:' },
} as const;

/** The modal of a decision: what is asked, what can be chosen, and under it what would change. */
export function decisionView(view: DecisionView): ModalView {
  const { about, facts } = view;
  const words = WORDS[about.kind];
  return {
    ...frame(about.kind, about.overturns),
    private_metadata: writeAbout(about),
    submit: { type: 'plain_text', text: about.overturns ? 'Approve anyway' : words.submit },
    blocks: [rich(...whatIsDecided(facts, about)), ...fields(view), { type: 'divider' }, ...difference(view)],
  };
}

/** Shown at once, while what the modal needs is being read. */
export function decisionLoadingView(kind: About['kind']): ModalView {
  return { ...frame(kind, false), blocks: [rich(line('⏳ Reading what is granted…'))] };
}

/** Shown when the modal cannot be filled. */
export function decisionTroubleView(kind: About['kind'], sentence: Piece[]): ModalView {
  return { ...frame(kind, false), blocks: [rich(line('⚠️ ', ...sentence))] };
}

/** What the modal is about, and what stands in its elements. Throws for anything that it cannot have sent. */
export function readDecisionView(view: unknown): { about: About; entered: Entered } {
  const { metadata, entered } = readEntered(view);
  return { about: readAbout(metadata), entered };
}

/** What was chosen and typed. */
export function readChoices(entered: Entered, offer: Offer): Choices {
  return {
    tables: readTableField(entered, offer),
    ...readPermissionFields(entered),
    ...readColumnFields(entered, offer),
    ...readRowFilterFields(entered),
    believe: readClaimsField(entered),
    notes: readNoteField(entered),
  };
}

/** Problems beside the fields that they are of, by block id; beside the note where there is no such field. */
export function problemErrors(
  problems: readonly Problem[],
  blocks: readonly { block_id?: string }[],
): Record<string, string> {
  const blockOf = (at: Problem['at']) =>
    blocks.find(({ block_id: id }) => id === at || id?.startsWith(`${at} `))?.block_id ?? NOTE_BLOCK;
  const errors: Record<string, string> = {};
  for (const { at, sentence } of problems) {
    const block = blockOf(at);
    errors[block] = shorten(errors[block] === undefined ? sentence : `${errors[block]} ${sentence}`, 500);
  }
  return errors;
}

function frame(kind: About['kind'], overturns: boolean): Omit<ModalView, 'blocks'> {
  return {
    type: 'modal',
    callback_id: VIEWS.decision,
    title: { type: 'plain_text', text: overturns ? 'Approve anyway' : WORDS[kind].title },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function whatIsDecided(facts: RequestFacts, { kind, overturns }: About) {
  const { subscription, subscriber, askedAt } = facts;
  const name = bold(shorten(accountName(subscriber, subscription.SubscriberPrincipal), 100));
  const asked: Piece[] = [
    'asked by ',
    requester(facts),
    ' · ',
    askedAt === null ? subscription.CreationDate : moment(askedAt),
  ];
  if (kind !== 'approve') {
    const holds = permissions(subscription.PermittedGrants ?? []);
    const tables = tablesOf(grantedTables(facts), subscription.DatabaseName);
    return [
      line(name, ' was granted ', bold(holds), ' on ', ...tables, '.'),
      line(...asked),
      ...reason(facts),
      ...(kind === 'change' ? [line('Which tables, columns and rows, stays as it was approved.')] : []),
    ];
  }
  return [
    line(
      name,
      ' asks for ',
      bold(permissions(subscription.RequestedGrants)),
      ' on ',
      ...whatIsAsked(subscription),
      '.',
    ),
    line(...asked),
    ...reason(facts),
    ...(overturns ? [line('⛔ ', ...denial(facts), ' Approving overturns the denial.')] : []),
  ];
}

function denial(facts: RequestFacts): Piece[] {
  const { phase } = facts;
  if (!('decision' in phase)) return ['It was denied.'];
  const { decision } = phase;
  if (decision.through === 'meshdesk') {
    const { actor, claimedAt, order } = decision.operation;
    return [
      mention(actor),
      ' denied it at ',
      timeAndDay(new Date(claimedAt)),
      order.notes ? `: “${shorten(order.notes, 250)}”` : '.',
    ];
  }
  const [note] = otherNotes(facts);
  const by = decision.by === '' ? 'somebody' : shorten(decision.by, 100);
  return [`It was denied outside Meshdesk by ${by}${note ? `: “${shorten(note, 250)}”` : '.'}`];
}

function fields({ about, offer, choices, shown }: DecisionView): InputBlock[] {
  const claims = claimsField(shown.changes === undefined ? [] : shown.holders);
  switch (about.kind) {
    case 'approve':
      return [
        ...tableField(offer, choices.tables),
        ...permissionFields(choices),
        ...columnFields(offer, choices),
        ...rowFilterFields(offer),
        noteField('Note'),
      ];
    case 'change':
      return [...permissionFields(choices), ...claims, noteField('Reason')];
    case 'revoke':
      return [...claims, noteField('Reason')];
  }
}

function difference({ about, offer, shown, notice }: DecisionView): KnownBlock[] {
  const said = notice === undefined ? [] : [rich(line('⚠️ ', ...notice))];
  return [...said, rich(...whatChanges(about, offer, shown)), ...(about.kind === 'revoke' ? [] : [lookAgain()])];
}

function whatChanges({ kind }: About, offer: Offer, shown: Shown) {
  if (shown.trouble !== undefined) return [line('⚠️ ', ...shown.trouble)];
  if (shown.problems !== undefined) {
    return [
      line(bold('This cannot be done yet:')),
      bullets(shown.problems.slice(0, 5).map(({ sentence }) => [sentence])),
    ];
  }
  const sensitive = new Map(offer.tables.map((table) => [table.name, table.sensitive]));
  const list = kind === 'revoke' ? lossList(shown.changes) : changeList(shown.changes, sensitive);
  const nothing = list.length === 0 ? [line('Nothing.')] : list;
  return [line(bold(WORDS[kind].changes)), ...nothing, ...holderList(shown.holders), ...leftOutList(shown.leftOut)];
}

/** What is typed is not sent as it is typed: this asks for the difference of all that is entered now. */
function lookAgain(): KnownBlock {
  const text = { type: 'plain_text', text: 'Show what changes' } as const;
  return {
    type: 'actions',
    block_id: 'look_again',
    elements: [{ type: 'button', action_id: ACTIONS.lookAgain, text }],
  };
}
