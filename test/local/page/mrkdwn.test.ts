import { describe, expect, it } from 'vitest';
import { escapeText, type Inline, parseMrkdwn } from '../../../local/slack/page/mrkdwn.ts';

const text = (value: string): Inline => ({ type: 'text', text: value });
const bold = (...children: Inline[]): Inline => ({ type: 'bold', children });
const code = (...children: Inline[]): Inline => ({ type: 'code', children });
const link = (url: string, label: string): Inline => ({ type: 'link', url, children: [text(label)] });

/** The nodes of a text that is one paragraph. */
function inline(source: string, verbatim = false): Inline[] {
  const [paragraph, ...rest] = parseMrkdwn(source, { verbatim });
  expect(rest).toEqual([]);
  return paragraph?.children ?? [];
}

describe('formatting', () => {
  it('reads bold, italic, strike and code, also inside each other', () => {
    expect(inline('*b* _i_ ~s~ `c` *_both_*')).toEqual([
      bold(text('b')),
      text(' '),
      { type: 'italic', children: [text('i')] },
      text(' '),
      { type: 'strike', children: [text('s')] },
      text(' '),
      code(text('c')),
      text(' '),
      bold({ type: 'italic', children: [text('both')] }),
    ]);
  });

  it.each(['snake_case_name', '2*3*4', '* not bold *', '*open', 'a ** b', '*over\nlines*', '``', '`over\nlines`'])(
    'leaves %j as it is',
    (source) => {
      expect(inline(source)).toEqual([text(source)]);
    },
  );

  it('lets no mark inside code or a link end what stands around it', () => {
    expect(inline('*a `x*` b*')).toEqual([bold(text('a '), code(text('x*')), text(' b'))]);
    expect(inline('*<https://e.org/a*|go> on*')).toEqual([bold(link('https://e.org/a*', 'go'), text(' on'))]);
  });

  it('formats nothing inside code', () => {
    expect(inline('`*x* :x: _y_`')).toEqual([code(text('*x* :x: _y_'))]);
  });

  it('turns known emoji into Unicode and leaves others as text', () => {
    expect(inline(':white_check_mark: :no_such_thing: 12:30:45')).toEqual([
      { type: 'emoji', name: 'white_check_mark', unicode: '✅' },
      text(' :no_such_thing: 12:30:45'),
    ]);
    expect(inline(':wave::skin-tone-3:')).toEqual([{ type: 'emoji', name: 'wave', unicode: '👋' }]);
  });
});

describe('paragraphs', () => {
  it('keeps the lines of a text', () => {
    expect(parseMrkdwn('• one\n• two\n\nthree')).toEqual([{ type: 'text', children: [text('• one\n• two\n\nthree')] }]);
  });

  it('reads preformatted text, quotes and what stands between', () => {
    expect(parseMrkdwn('before\n```\nx &lt; *1*\n  y\n```\nafter\n&gt; quoted *b*\n> more\nend')).toEqual([
      { type: 'text', children: [text('before')] },
      { type: 'pre', children: [text('x < *1*\n  y')] },
      { type: 'text', children: [text('after')] },
      { type: 'quote', children: [text('quoted '), bold(text('b')), text('\nmore')] },
      { type: 'text', children: [text('end')] },
    ]);
  });

  it('quotes everything after three signs', () => {
    expect(parseMrkdwn('&gt;&gt;&gt; one\ntwo')).toEqual([{ type: 'quote', children: [text('one\ntwo')] }]);
  });

  it('makes nothing of an empty text', () => {
    expect(parseMrkdwn('')).toEqual([]);
  });
});

describe('references', () => {
  it('reads users, channels, groups and broadcasts', () => {
    expect(inline('<@U0RITA><#C0RETAIL|retail-data><!subteam^S1|@owners><!here>')).toEqual([
      { type: 'user', id: 'U0RITA', label: null },
      { type: 'channel', id: 'C0RETAIL', label: 'retail-data' },
      { type: 'usergroup', id: 'S1', label: '@owners' },
      { type: 'broadcast', range: 'here' },
    ]);
  });

  it('reads links, with and without a text of their own', () => {
    expect(inline('<https://e.org?a=1&amp;b=2> <mailto:a@e.org|write *us*>')).toEqual([
      link('https://e.org?a=1&b=2', 'https://e.org?a=1&b=2'),
      text(' '),
      { type: 'link', url: 'mailto:a@e.org', children: [text('write '), bold(text('us'))] },
    ]);
  });

  it('reads dates with format, link and fallback', () => {
    expect(inline('<!date^1392734382^{date_short} at {time}^https://e.org|long ago>')).toEqual([
      {
        type: 'date',
        timestamp: 1392734382,
        format: '{date_short} at {time}',
        url: 'https://e.org',
        fallback: 'long ago',
      },
    ]);
  });

  it('resolves references inside code, as Slack does before any formatting', () => {
    expect(inline('`for <@U0RITA>`')).toEqual([code(text('for '), { type: 'user', id: 'U0RITA', label: null })]);
  });

  it.each(['<javascript:alert(1)|x>', '<!unknown^1>', '<@lower>', '<div>', 'a < b'])('leaves %j as text', (source) => {
    expect(inline(source)).toEqual([text(source)]);
  });

  it('shows escaped references as they were typed', () => {
    expect(inline(escapeText('<!channel> & <@U0RITA> &lt;'))).toEqual([text('<!channel> & <@U0RITA> &lt;')]);
  });
});

describe('addresses and channel names in the text', () => {
  it('become links, without the sentence around them', () => {
    expect(inline('See https://e.org/a?x=1&amp;y=2, or #retail-data.')).toEqual([
      text('See '),
      link('https://e.org/a?x=1&y=2', 'https://e.org/a?x=1&y=2'),
      text(', or '),
      { type: 'channelName', name: 'retail-data' },
      text('.'),
    ]);
  });

  it('stay text when the text object is verbatim', () => {
    expect(inline('https://e.org #retail-data', true)).toEqual([text('https://e.org #retail-data')]);
  });
});
