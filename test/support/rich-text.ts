/** What a test expects of rich text, spelled out in Slack's form. */
export const text = (words: string, ...styles: ('bold' | 'italic' | 'code')[]) => ({
  type: 'text',
  text: words,
  ...(styles.length > 0 && { style: Object.fromEntries(styles.map((style) => [style, true])) }),
});

export const user = (id: string) => ({ type: 'user', user_id: id });
export const channel = (id: string) => ({ type: 'channel', channel_id: id });

/** The date of a UTC instant to the minute, as `2026-11-23 06:21`, with its seconds. */
export const date = (minute: string, seconds = '00') => ({
  type: 'date',
  timestamp: Date.parse(`${minute.replace(' ', 'T')}:${seconds}Z`) / 1000,
  format: '{date_short_pretty} at {time}',
  fallback: `${minute} UTC`,
});

type Element = ReturnType<typeof text | typeof user | typeof channel | typeof date>;

export const section = (...elements: Element[]) => ({ type: 'rich_text_section', elements });
export const list = (indent: number, ...elements: ReturnType<typeof section>[]) => ({
  type: 'rich_text_list',
  style: 'bullet',
  indent,
  elements,
});
export const richText = (...elements: object[]) => ({ type: 'rich_text', elements });

export const header = (words: string) => ({ type: 'header', text: { type: 'plain_text', text: words, emoji: true } });
export const foot = (words: string) => ({
  type: 'context',
  elements: [{ type: 'plain_text', text: words, emoji: false }],
});
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const button = (action_id: string, label: string, value: string, style?: 'primary' | 'danger') => ({
  type: 'button',
  action_id,
  text: { type: 'plain_text', text: label, emoji: true },
  value,
  ...(style && { style }),
});
