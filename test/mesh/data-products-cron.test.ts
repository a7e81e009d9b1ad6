import { describe, expect, it } from 'vitest';
import { isSchedule } from '../../src/mesh/data-products/cron.ts';

describe('a schedule', () => {
  it.each([
    'cron(0 0/4 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0/5 * * * ? *)',
    'cron(5,25,45 * ? * MON-FRI *)',
    'cron(0 18 ? * mon,fri 2026-2030)',
    'cron(0 8 1 * ? *)',
    'cron(0 8 L * ? *)',
    'cron(0 8 ? * 2#1 *)',
    'cron(0,58 3 * * ? *)',
    'cron(58 23 * * ? *)',
  ])('is taken: %s', (schedule) => {
    expect(isSchedule(schedule)).toBe(true);
  });

  it.each([
    ['no cron at all', 'every day'],
    ['five fields', 'cron(0 0 * * ?)'],
    ['both days given', 'cron(0 0 * * * *)'],
    ['neither day given', 'cron(0 0 ? * ? *)'],
    ['every minute', 'cron(* * * * ? *)'],
    ['every four minutes', 'cron(0/4 * * * ? *)'],
    ['two minutes apart', 'cron(10,12 3 * * ? *)'],
    ['two minutes apart over the hour', 'cron(0,58 * * * ? *)'],
    ['a minute too many', 'cron(60 * * * ? *)'],
    ['an hour too many', 'cron(0 24 * * ? *)'],
    ['a month that there is not', 'cron(0 0 1 FOO ? *)'],
    ['a range backwards', 'cron(0 10-8 * * ? *)'],
    ['a step of nothing', 'cron(0/0 * * * ? *)'],
    ['a year too early', 'cron(0 0 1 1 ? 1969)'],
    ['a rate', 'rate(5 minutes)'],
  ])('is refused: %s', (_why, schedule) => {
    expect(isSchedule(schedule)).toBe(false);
  });
});
