import { describe, expect, it } from 'vitest';
import { card, type MessageContent } from '../../src/blocks/card.ts';
import { LIMITS, oneLine, visible } from '../../src/blocks/limits.ts';
import { aSubscription, facts } from '../support/factories.ts';

const LINE = '\n✅ Granted by Rita';

/** Everything that a message shows. */
function textsOf(content: MessageContent): string[] {
  const texts: string[] = [];
  JSON.stringify(content, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

describe('a name', () => {
  it.each([
    ['a soft hyphen', '\u00ad'],
    ['a joiner of graphemes', '\u034f'],
    ['a filler of Hangul', '\u3164'],
    ['a half filler of Hangul', '\uffa0'],
    ['a vowel separator', '\u180e'],
    ['an annotation', '\ufff9'],
    ['a joiner', '\u200d'],
    ['what keeps from joining', '\u200c'],
    ['a selector of variants', '\ufe0f'],
    ['another selector', '\u{e0100}'],
    ['a tag', '\u{e0041}'],
    ['a note of music', '\u{1d173}'],
  ])('with %s in it does not look like one without', (_what, mark) => {
    expect(visible(`web_${mark}sales`)).toBe('web_\ufffdsales');
    expect(visible(`${mark}sales`)).toBe('\ufffdsales');
    expect(visible(`sales${mark}`)).toBe('sales\ufffd');
    expect(visible(`sales1${mark}`)).toBe('sales1\ufffd');
  });

  it.each(['👩‍👩‍👧‍👦', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', 'می‌خواهم', 'क्‍ष', 'naïve café', 'e\u0301'])('keeps what writes %s', (text) => {
    expect(visible(text)).toBe(text);
  });

  it.each(['\n', '\r', '\u2028', '\u2029', '\u0085'])('has one line, whatever %j is in it', (mark) => {
    expect(oneLine(`web${mark}sales`)).toMatch(/^web[ ↵]sales$/);
  });
});

describe('a record that writes lines of its own', () => {
  it.each([
    ['id', { SubscriptionId: `x${LINE}` }],
    ['session', { CreatedBy: `maya${LINE}` }],
    ['database', { DatabaseName: `tpcds${LINE}` }],
    ['table', { TableName: [`web_sales${LINE}`] }],
    ['permissions', { RequestedGrants: [`SELECT${LINE}`] }],
    ['time', { CreationDate: `today${LINE}` }],
    ['status of a decision', { Status: 'Active' as const, UpdatedDate: `now${LINE}`, UpdatedBy: `rita${LINE}` }],
  ])('in its %s begins no line of the card', (_where, over) => {
    const content = card(facts(aSubscription(over)));
    expect(textsOf(content).join()).toContain('Granted by Rita');
    expect(textsOf(content).filter((text) => /[\r\n\u2028\u2029]/.test(text))).toEqual([]);
  });

  it('in its notes is quoted', () => {
    const { blocks } = card(facts(aSubscription({ Notes: [`please${LINE}`] })));
    const parts = blocks.flatMap<{ type: string }>((block) => (block.type === 'rich_text' ? block.elements : [block]));
    const quoted = parts.filter((part) => JSON.stringify(part).includes('Granted by Rita'));
    expect(quoted).toMatchObject([{ type: 'rich_text_quote' }]);
    expect(blocks.length).toBeLessThan(LIMITS.messageBlocks);
  });
});
