import type { Operation } from '../mesh/operation.ts';
import type { MessageContent } from './card.ts';
import { bold, bullets, code, escaped, line, mention, moment, type Piece, requestFoot, rich } from './rich.ts';
import { sentenceOf } from './sentences.ts';
import { count } from './words.ts';

const SHOWN_TABLES = 10;

/** Whether the admins have to hear of it: it failed at least once, or has since been done. */
export function isTroublesome({ takesBack = 0, state }: Operation): boolean {
  return state === 'partly' || takesBack > 1;
}

/** What became of what a decision had granted when somebody decided otherwise elsewhere. */
export function takingBackLine({ state, actor, finishedAt, error }: Operation): Piece[] {
  const what: Piece[] = ['What ', mention(actor), ' had granted by then '];
  if (state === 'failed') {
    const when = finishedAt === undefined ? [] : [' · ', moment(new Date(finishedAt))];
    return ['↩️ ', ...what, bold('was taken back'), ...when];
  }
  if (state !== 'partly') return ['↩️ ', ...what, bold('is being taken back'), '.'];
  return ['⚠️ ', ...what, bold('is there still'), '. ', ...(error === undefined ? [] : sentenceOf(error))];
}

/** For the admin channel: grants that nobody stands by any more, and that could not be taken back. */
export function takingBackNote(operation: Operation): MessageContent {
  const { subscriptionId, frozen, takesBack = 1, state } = operation;
  const done = state === 'failed';
  const title = done ? 'Grants were taken back in the end' : 'Grants are there that could not be taken back';
  const tables = [...new Set(frozen?.plan.grant.map(({ table }) => table))];
  const shown: Piece[][] = tables.slice(0, SHOWN_TABLES).map((table) => [code(table)]);
  if (tables.length > shown.length) shown.push([`and ${count(tables.length - shown.length, 'more table')}`]);
  return {
    text: escaped(`${title}: ${subscriptionId}`),
    blocks: [
      rich(
        line(done ? '✅ ' : '⚠️ ', bold(`${title}. `), code(subscriptionId)),
        line(
          'Its approval was half done when its record was decided on otherwise. Account ',
          code(frozen?.plan.principal ?? 'unknown'),
          ' was granted, in ',
          code(frozen?.plan.databaseName ?? 'unknown'),
          ':',
        ),
        ...(shown.length > 0 ? [bullets(shown)] : []),
        line(...takingBackLine(operation)),
        line(`Tried ${count(takesBack, 'time')}${done ? '.' : ', and again every ten minutes until it is done.'}`),
      ),
      requestFoot(subscriptionId),
    ],
  };
}
