import type { TextObject } from '@slack/types';
import { emojify } from './emoji.ts';
import { Mrkdwn } from './mrkdwn-view.tsx';

/** A text object: mrkdwn, or plain text with its emoji. */
export function Text({ text }: { text: TextObject }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim === true} />;
  return <span className="plain-text">{plainText(text)}</span>;
}

/** A text object as one string, for labels and option names. */
export function plainText(text: TextObject): string {
  return text.type === 'plain_text' && text.emoji === false ? text.text : emojify(text.text);
}
