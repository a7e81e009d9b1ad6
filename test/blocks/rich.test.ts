import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten } from '../../src/blocks/limits.ts';
import { code, escaped, fallback, line, listed, moment, plain, rich, timeAndDay } from '../../src/blocks/rich.ts';
import { text } from '../support/arbitraries.ts';
import { markupIn } from '../support/block-checks.ts';

describe('shorten', () => {
  it('cuts to a length, with an ellipsis and without half a character', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefg', 6)).toBe('abcde…');
    expect(shorten('ab🙂🙂', 5)).toBe('ab🙂…');
    expect(shorten('ab🙂🙂', 4)).toBe('ab…');
  });

  it('never goes over the length, nor leaves a lone surrogate', () => {
    fc.assert(
      fc.property(text(400, 0), fc.integer({ min: 1, max: 300 }), (value, most) => {
        const short = shorten(value, most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(Buffer.from(short).toString()).toBe(short);
        if (value.length <= most) expect(short).toBe(value);
      }),
    );
  });
});

describe('escaped', () => {
  it.each([
    ['tpcds-111111111111', 'tpcds-111111111111'],
    ['web_sales and store_sales', 'web_sales and store_sales'],
    ['<!here> <@U1> & co', '&lt;!here&gt; &lt;@U1&gt; &amp; co'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['*bold* ~no~ `code`', '∗bold∗ ∼no∼ ˋcodeˋ'],
    ['_private_ __init__', 'ˍprivateˍ ˍˍinitˍˍ'],
    ['> quote', '› quote'],
    ['two\nlines', 'two lines'],
  ])('of %j is %j', (value, expected) => {
    expect(escaped(value)).toBe(expected);
  });

  it('is never markup', () => {
    fc.assert(fc.property(text(400), (value) => void expect(markupIn(escaped(value))).toEqual([])));
  });
});

describe('moment', () => {
  it('is a date in the time zone of whoever reads it', () => {
    expect(moment(new Date('2026-11-23T06:21:57Z'))).toEqual({
      type: 'date',
      timestamp: 1795414917,
      format: '{date_short_pretty} at {time}',
      fallback: '2026-11-23 06:21 UTC',
    });
  });

  it('stands after "at" in a sentence, and begins with the time: Slack writes "today" small there', () => {
    expect(timeAndDay(new Date('2026-11-23T06:21:57Z'))).toEqual({
      type: 'date',
      timestamp: 1795414917,
      format: '{time}, {date_short_pretty}',
      fallback: '06:21 UTC, 2026-11-23',
    });
    expect(timeAndDay(new Date('yesterday'))).toEqual(plain('an unknown time'));
  });

  it.each([
    ['0001-01-01T00:00:00Z', '0001-01-01 00:00 UTC'],
    ['9999-12-31T23:59:59Z', '9999-12-31 23:59 UTC'],
    ['yesterday', 'an unknown time'],
  ])('is plain text where Slack takes no date: %s', (instant, expected) => {
    expect(moment(new Date(instant))).toEqual(plain(expected));
  });
});

describe('text in rich text', () => {
  it('is never empty, never long, and has no control characters', () => {
    expect(plain('')).toEqual({ type: 'text', text: ' ' });
    expect(plain('a\u0000b\nc').text).toBe('a b↵c');
    expect(plain('x'.repeat(400)).text).toHaveLength(300);
    expect(code('x'.repeat(400)).text).toHaveLength(80);
  });

  it('is listed with commas and a last word', () => {
    expect(listed([])).toEqual([]);
    expect(listed(['a'])).toEqual(['a']);
    expect(listed(['a', 'b'])).toEqual(['a', ' and ', 'b']);
    expect(listed(['a', 'b', 'c'], ' or ')).toEqual(['a', ', ', 'b', ' or ', 'c']);
  });

  it('is told in the fallback, without markup', () => {
    const blocks = [rich(line('*hi* ', code('<web>')), line(moment(new Date('2026-11-23T06:21:57Z'))))];
    expect(fallback(blocks)).toBe('∗hi∗ &lt;web&gt; 2026-11-23 06:21 UTC');
    expect(fallback([])).toBe('Meshdesk');
  });
});
