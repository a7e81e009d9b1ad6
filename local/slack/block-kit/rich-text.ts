import { address, array, boolean, byType, integer, matching, oneOf, type Rule, shape, string } from './rules.ts';

const style = shape({
  optional: {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
});
const words = string(Number.MAX_SAFE_INTEGER, 1);
const id = string(255, 1);

/** What stands within a line of rich text. */
const inline = byType({
  text: shape({ required: { text: words }, optional: { style } }),
  link: shape({ required: { url: address }, optional: { text: words, unsafe: boolean, style } }),
  user: shape({ required: { user_id: id }, optional: { style } }),
  usergroup: shape({ required: { usergroup_id: id }, optional: { style } }),
  channel: shape({ required: { channel_id: id }, optional: { style } }),
  broadcast: shape({ required: { range: oneOf('here', 'channel', 'everyone') }, optional: { style } }),
  emoji: shape({ required: { name: id }, optional: { unicode: id, skin_tone: integer(1, 6), style } }),
  color: shape({ required: { value: matching(/^#[0-9a-fA-F]{6}$/, 'a colour as #RRGGBB') }, optional: { style } }),
  date: shape({
    required: { timestamp: integer(0, 9_999_999_999), format: words },
    optional: { url: address, fallback: words, style },
  }),
});

const inlines = array(inline, Number.MAX_SAFE_INTEGER, 0);
const border = integer(0, 1);
const section = shape({ required: { elements: inlines } });

/** The parts of a rich text block. */
export const richTextPart: Rule = byType({
  rich_text_section: section,
  rich_text_preformatted: shape({ required: { elements: inlines }, optional: { border, language: id } }),
  rich_text_quote: shape({ required: { elements: inlines }, optional: { border } }),
  rich_text_list: shape({
    required: {
      style: oneOf('bullet', 'ordered'),
      elements: array(byType({ rich_text_section: section }), Number.MAX_SAFE_INTEGER),
    },
    optional: { indent: integer(0, 8), offset: integer(0, 1_000_000), border },
  }),
});
