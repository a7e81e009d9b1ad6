import { describe, expect, it } from 'vitest';
import { parseCommand, suggestCommands } from '../../../local/slack/page/commands.ts';
import { formatDate, formatDay, formatTime } from '../../../local/slack/page/dates.ts';
import type { PageMessage } from '../../../local/slack/page/protocol.ts';
import { threadsOf } from '../../../local/slack/page/threads.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const moment = (iso: string, tz = 'Etc/UTC') => ({ at: Date.parse(iso), now, tz });

describe('date tokens', () => {
  it.each([
    ['{date_num}', '2014-02-18'],
    ['{date_slash}', '2/18/2014'],
    ['{date}', 'February 18th, 2014'],
    ['{date_short}', 'Feb 18, 2014'],
    ['{date_long}', 'Tuesday, February 18th, 2014'],
    ['{date_long_pretty}', 'Tuesday, February 18th, 2014'],
    ['{date_short} at {time}', 'Feb 18, 2014 at 2:39 PM'],
    ['{date_long_full}', 'February 18, 2014'],
    ['{day_divider_pretty}', 'Tuesday, February 18th, 2014'],
    ['{time_secs}', '2:39:42 PM'],
    ['{nonsense} {ago}', '{nonsense} 4,403 days ago'],
  ])('%s reads %s', (format, expected) => {
    const read = formatDate(format, moment('2014-02-18T14:39:42Z')).replaceAll('\u202f', ' ');
    expect(read).toBe(expected);
  });

  it.each([
    ['2026-03-10T01:00:00Z', 'Today'],
    ['2026-03-09T01:00:00Z', 'Yesterday'],
    ['2026-03-11T01:00:00Z', 'Tomorrow'],
    ['2026-03-01T01:00:00Z', 'Sunday, March 1st'],
    ['2026-03-12T01:00:00Z', 'Thursday, March 12th'],
    ['2025-03-22T01:00:00Z', 'Saturday, March 22nd, 2025'],
  ])('%s is %s', (iso, expected) => {
    expect(formatDay(moment(iso))).toBe(expected);
  });

  it('begins with a capital where it begins what is shown, as in Slack, and within it does not', () => {
    const read = (format: string) => formatDate(format, moment('2026-03-10T01:00:00Z')).replaceAll('\u202f', ' ');
    expect(read('{date_short_pretty} at {time}')).toBe('Today at 1:00 AM');
    expect(read('{time}, {date_short_pretty}')).toBe('1:00 AM, today');
    expect(read('{day_divider_pretty}')).toBe('Today');
  });

  it('leaves the year out of a divider in the current year alone', () => {
    const divider = (iso: string) => formatDate('{day_divider_pretty}', moment(iso));
    expect(divider('2026-11-30T01:00:00Z')).toBe('Monday, November 30th');
    expect(divider('2025-12-30T01:00:00Z')).toBe('Tuesday, December 30th, 2025');
  });

  it('keeps to the reader’s time zone', () => {
    expect(formatDate('seen {date_pretty}', moment('2026-03-10T02:00:00Z', 'America/New_York'))).toBe('seen yesterday');
    expect(formatTime(moment('2026-03-10T02:00:00Z', 'America/New_York')).replaceAll('\u202f', ' ')).toBe('10:00 PM');
  });
});

describe('a channel’s messages', () => {
  const message = (iso: string, more: Partial<PageMessage> = {}): PageMessage => ({
    ts: (Date.parse(iso) / 1000).toFixed(6),
    user: 'U1',
    text: 'x',
    blocks: [],
    ephemeral: false,
    threadTs: null,
    edited: false,
    ...more,
  });
  const first = message('2026-03-09T12:00:00Z');

  it('stand in order, replies under what they answer', () => {
    const reply = message('2026-03-09T12:03:00Z', { threadTs: first.ts });
    const second = message('2026-03-09T12:01:00Z', { user: 'U2', threadTs: null });
    const threads = threadsOf([reply, second, { ...first, threadTs: first.ts }], 'Etc/UTC');
    expect(threads.map(({ root, replies }) => [root.ts, replies])).toEqual([
      [first.ts, [reply]],
      [second.ts, []],
    ]);
  });

  it('show a reply by itself when what it answers is gone', () => {
    const orphan = message('2026-03-09T12:03:00Z', { threadTs: '1.000000' });
    expect(threadsOf([orphan], 'Etc/UTC').map(({ root }) => root)).toEqual([orphan]);
  });

  it('start a day where the reader’s calendar does', () => {
    const late = message('2026-03-09T23:30:00Z');
    const startsDay = (tz: string) => threadsOf([first, late], tz).map((thread) => thread.startsDay);
    expect(startsDay('Etc/UTC')).toEqual([true, false]);
    expect(startsDay('Europe/Madrid')).toEqual([true, true]);
  });

  it('share a heading when one person writes on', () => {
    const soon = message('2026-03-09T12:04:00Z');
    const card = message('2026-03-09T12:05:00Z', { blocks: [{ type: 'divider' }] });
    const later = message('2026-03-09T12:20:00Z');
    const continues = threadsOf([first, soon, card, later], 'Etc/UTC').map((thread) => thread.continues);
    expect(continues).toEqual([false, true, false, false]);
  });
});

describe('slash commands', () => {
  const mesh = { command: '/mesh', description: '', usageHint: '' };

  it('are parted from their text', () => {
    expect(parseCommand('/mesh  request a\nb ')).toEqual({ command: '/mesh', text: 'request a\nb' });
    expect(parseCommand('see /mesh')).toBeNull();
  });

  it('are suggested until a space ends the name', () => {
    expect(suggestCommands('/m', [mesh])).toEqual([mesh]);
    expect(suggestCommands('/mesh ', [mesh])).toEqual([]);
    expect(suggestCommands('/x', [mesh])).toEqual([]);
    expect(suggestCommands('m', [mesh])).toEqual([]);
  });
});
