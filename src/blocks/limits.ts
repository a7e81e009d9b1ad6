/** Slack's numbers (docs.slack.dev, Block Kit reference; the last one is undocumented). Over one of them a call fails whole. */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  headerText: 150,
  sectionText: 3000,
  buttonText: 75,
  buttonValue: 2000,
  viewTitle: 24,
  privateMetadata: 3000,
  plainInput: 3000,
  optionText: 75,
  optionValue: 150,
  /** Of a menu, and of what answers a search. */
  options: 100,
  /** Of checkboxes and radio buttons. */
  boxes: 10,
  actionsElements: 25,
  contextElements: 10,
  /** All blocks of a message together: beyond it `msg_blocks_too_long`. */
  messageCharacters: 13_200,
  /** Of a view as JSON; undocumented as well. */
  viewBytes: 250_000,
} as const;

/** `text` cut to `most` UTF-16 units, with an ellipsis for what is gone and no half of a surrogate pair. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Control characters, save tab and line break. */
const CONTROL = /[^\P{Cc}\t\n]/gu;
/**
 * What has no width, or turns the direction of all that follows: names that differ would look alike, and others read backwards.
 * Emoji and some scripts need joiners, selectors and tags, which hide only at the beginning, and behind a Latin letter, a digit or a sign.
 */
const HIDDEN =
  /(?![\u200c-\u200d\p{Variation_Selector}\u{e0000}-\u{e0fff}])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]|(?<=^|[ -~\u00c0-\u024f])[\u200c-\u200d\p{Variation_Selector}\u{e0000}-\u{e0fff}](?!\u20e3)/gu;
/** What begins another line. */
const BREAK = /[\n\u2028\u2029]/g;

/** Text from outside with nothing in it that cannot be seen: what would hide stands there as a replacement character. */
export function visible(text: string): string {
  return text.replace(CONTROL, ' ').replace(HIDDEN, '\ufffd');
}

/** The same on one line, so that nothing in it can look like a line of Meshdesk's own. */
export function oneLine(text: string): string {
  return visible(text).replace(BREAK, '↵');
}
