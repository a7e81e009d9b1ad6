import { button, date, foot, richText, section, text } from './rich-text.ts';

/** The request that `aSubscription` makes, and what its cards have in common. */
export const id = 'KsW3zj257VX4YAnKjg2rt8';
export const asked = '2026-11-23 06:21:57';
export const bare = JSON.stringify([id, asked, '']);
export const planned = JSON.stringify([id, asked, 'a'.repeat(64)]);
export const DETAILS = button('details', 'Details', bare);
export const FOOT = foot(`Request ${id}`);

/** Who asks for what, which every card begins with. */
export const request = (verb: string) =>
  richText(
    section(
      text('Marketing (999999999999)', 'bold'),
      text(verb),
      text('SELECT and DESCRIBE', 'bold'),
      text(' on '),
      text('web_sales', 'code'),
      text(' and '),
      text('store_sales', 'code'),
      text(' of '),
      text('tpcds-111111111111', 'code'),
      text('.'),
    ),
    section(text('asked by ', 'italic'), text('maya.lindqvist'), text(' · '), date('2026-11-23 06:21', '57')),
  );
/** The same, with the reason that was given. */
export const because = (verb: string, why: string) =>
  richText(...request(verb).elements, { type: 'rich_text_quote' as const, elements: [text(`${why}\n`)] });
