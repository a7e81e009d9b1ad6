import type { Button, KnownBlock, ModalView } from '@slack/types';
import { button } from './button.ts';
import { cut, fitsMessage, fitsView, fitting } from './fitting.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { type ListRef, pageNumber, writeListRef } from './list-ref.ts';
import { bold, line, type Piece, rich } from './rich.ts';

/** So many entries are on a page: the largest of them, with long texts cut, still fit into one message. */
export const PAGE_SIZE = 8;

/** Eight failures that quote AWS at length are more than a message takes. */
const LONGEST_TEXTS = [300, 150, 75] as const;

/** One page of a list. */
export interface ListPage {
  title: string;
  /** Said under the title: what the list is narrowed to, or why it is empty. */
  lead?: Piece[];
  /** Each drawn already. */
  entries: KnownBlock[][];
  /** How far through the list it is, as "9–16 of 43". */
  position?: string;
  previous?: ListRef;
  next?: ListRef;
}

/** The page, for a message; for a modal, which takes more, with what `fits` there. */
export function listBlocks(
  { title, lead, entries, position, previous, next }: ListPage,
  fits = fitsMessage,
): KnownBlock[] {
  const head = line(bold(title), ...(position === undefined ? [] : [` · ${position}`]));
  const turns: Button[] = [
    ...(previous === undefined ? [] : [turn(ACTIONS.previousPage, '◀ Back', previous)]),
    ...(next === undefined ? [] : [turn(ACTIONS.nextPage, 'More ▶', next)]),
  ];
  const blocks: KnownBlock[] = [
    rich(head, ...(lead === undefined ? [] : [line(...lead)])),
    ...entries.flat(),
    ...(turns.length === 0 ? [] : [{ type: 'actions' as const, elements: turns }]),
  ];
  return fitting(LONGEST_TEXTS, (most) => cut(blocks, most), fits);
}

/** The page in a modal, where a list that was asked for in the Home tab is shown. */
export function listView(page: ListPage): ModalView {
  return view(listBlocks(page, fitsView));
}

/** Shown at once, while the list is read. */
export function loadingList(): ModalView {
  return view([rich(line('⏳ Reading…'))]);
}

function view(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: VIEWS.list,
    title: { type: 'plain_text', text: 'Meshdesk' },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}

/** A button that shows a list from its start. */
export function listButton(label: string, ref: Pick<ListRef, 'list'> & Partial<ListRef>): Button {
  return turn(OPENS[ref.list], label, { at: '', words: [], ...ref });
}

/** Buttons that stand side by side need ids of their own. */
const OPENS = {
  requests: ACTIONS.listRequests,
  subscriptions: ACTIONS.listSubscriptions,
  accounts: ACTIONS.listAccounts,
  products: ACTIONS.listProducts,
  audit: ACTIONS.listAudit,
} as const satisfies Record<ListRef['list'], string>;

function turn(action_id: string, label: string, ref: ListRef): Button {
  return button(action_id, label, writeListRef(ref));
}

/** The page's items; the last page where the number is beyond it. */
export function pageOf<T>(all: readonly T[], ref: ListRef, size = PAGE_SIZE) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(pageNumber(ref), pages - 1);
  const from = page * size;
  const items = all.slice(from, from + size);
  const number = (n: number) => n.toLocaleString('en-US');
  return {
    items,
    position: `${number(from + 1)}–${number(from + items.length)} of ${number(all.length)}`,
    ...(page > 0 && { previous: { ...ref, at: String(page - 1) } }),
    ...(page < pages - 1 && { next: { ...ref, at: String(page + 1) } }),
  };
}
