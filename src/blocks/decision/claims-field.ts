import type { InputBlock, RichTextBlock } from '@slack/types';
import type { Holder } from '../../mesh/plan.ts';
import { ACTIONS } from '../ids.ts';
import { LIMITS, shorten } from '../limits.ts';
import { option } from '../option.ts';
import { bold, bullets, code, line, listed, mention, moment, type Piece } from '../rich.ts';
import { count } from '../words.ts';
import type { Entered } from './entered.ts';

const SHOWN_HOLDERS = 8;
const SHOWN_TABLES = 3;

/** Subscriptions that are active by their record alone: which of them to believe. Nothing where there are none. */
export function claimsField(holders: readonly Holder[]): InputBlock[] {
  const claims = holders.filter(isClaim).slice(0, LIMITS.options);
  if (claims.length === 0) return [];
  const optionOf = ({ subscriptionId, says }: Holder) =>
    option(subscriptionId, subscriptionId, `active since ${says.at}, by ${says.by}`);
  const believed = claims.filter(({ kept }) => kept).map(optionOf);
  return [
    {
      type: 'input',
      block_id: 'believe',
      optional: true,
      dispatch_action: true,
      label: { type: 'plain_text', text: 'Subscriptions to believe' },
      hint: {
        type: 'plain_text',
        text: 'Nobody approved these in Meshdesk; their records say that they are active. Those of the Python CLI are so, and so are forged ones. What the chosen ones say they hold is not taken.',
      },
      element: {
        type: 'multi_static_select',
        action_id: ACTIONS.believe,
        placeholder: { type: 'plain_text', text: 'None' },
        options: claims.map(optionOf),
        ...(believed.length > 0 && { initial_options: believed }),
      },
    },
  ];
}

/** The subscriptions that are to be believed. */
export function readClaimsField(entered: Entered): string[] {
  return [...(entered.many(ACTIONS.believe) ?? [])].sort();
}

/** What stays or goes because of which other subscription, and who approved that. */
export function holderList(holders: readonly Holder[]): RichTextBlock['elements'] {
  if (holders.length === 0) return [];
  const sorted = [...holders].sort((a, b) => Number(isClaim(b)) - Number(isClaim(a)));
  const rest = sorted.length - SHOWN_HOLDERS;
  return [
    line(bold('Other subscriptions of this account to these tables:')),
    bullets([
      ...sorted.slice(0, SHOWN_HOLDERS).map(holderWords),
      ...(rest > 0 ? [[`and ${count(rest, 'more subscription')}`]] : []),
    ]),
  ];
}

function holderWords({ subscriptionId, decided, says, kept, tables }: Holder): Piece[] {
  const shown = tables.slice(0, SHOWN_TABLES).map(code);
  const more = tables.length - shown.length;
  const on = [' on ', ...(more > 0 ? [...listed(shown, ', '), ` and ${count(more, 'more table')}`] : listed(shown))];
  if (decided) {
    const by = [mention(decided.by), ' · ', moment(new Date(decided.at))];
    return [code(subscriptionId), ' keeps what it was granted', ...on, ': approved by ', ...by];
  }
  const said = ` — active since ${shorten(says.at, 40)}, by ${shorten(says.by, 80)}, says the record; nobody approved it in Meshdesk. `;
  return ['⚠️ ', code(subscriptionId), ...on, said, bold(kept ? 'It is believed.' : 'It loses what goes.')];
}

/** An id beyond Slack's limit for an option cannot be chosen; no id that the original or Meshdesk makes is so long. */
function isClaim({ decided, subscriptionId }: Holder): boolean {
  return decided === undefined && subscriptionId.length <= LIMITS.optionValue;
}
