import { invalidInput } from '../errors.ts';

/** A field's lowest and highest number and the names that may stand for numbers, first one for the lowest. */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words?: readonly string[];
  /** What may stand in this field besides numbers. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', low: 0, high: 59 },
  { name: 'hours', low: 0, high: 23 },
  { name: 'day of month', low: 1, high: 31, special: /^(\?|L|LW|\d{1,2}W)$/ },
  {
    name: 'month',
    low: 1,
    high: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: 'day of week',
    low: 1,
    high: 7,
    words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/,
  },
  { name: 'year', low: 1970, high: 2199 },
];

/** Crawls are at least five minutes apart. */
const LEAST_MINUTES = 5;

/**
 * Checks a Glue schedule, `cron(Minutes Hours Day-of-month Month Day-of-week Year)` in UTC, one of the two days `?`. Throws
 * InvalidInputException with what is wrong, also when it would fire more often than every five minutes.
 */
export function checkSchedule(schedule: string) {
  const fields = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  if (fields.length !== FIELDS.length) throw invalid(schedule, 'it must be cron() with six fields');
  const values = FIELDS.map((field, index) => expand(field, fields[index] ?? '', schedule));
  const marks = [fields[2], fields[4]].filter((field) => field === '?').length;
  if (marks !== 1) throw invalid(schedule, 'exactly one of day of month and day of week must be ?');
  const minutes = values[0] ?? [];
  const wraps = (values[1]?.length ?? 0) > 1;
  const gaps = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
  if (wraps && minutes.length > 0) gaps.push(60 - (minutes.at(-1) ?? 0) + (minutes[0] ?? 0));
  if (gaps.some((gap) => gap < LEAST_MINUTES)) throw invalid(schedule, 'crawls must be at least five minutes apart');
}

const invalid = (schedule: string, why: string) => invalidInput(`Schedule ${schedule} is not valid: ${why}.`);

/** The numbers that a field stands for, in order; none for the special forms of days. */
function expand(field: Field, text: string, schedule: string): number[] {
  if (field.special?.test(text)) return [];
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, range, step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === undefined || step === '0') throw invalid(schedule, `${field.name} ${text}`);
    const [from, to] = bounds(field, range, step !== undefined, schedule);
    for (let number = from; number <= to; number += Number(step ?? 1)) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

function bounds(field: Field, range: string, stepped: boolean, schedule: string): [number, number] {
  if (range === '*') return [field.low, field.high];
  const [from, to] = range.split('-').map((text) => numberOf(field, text));
  const end = to ?? (stepped ? field.high : from);
  if (from === undefined || end === undefined || !(from >= field.low && end <= field.high && from <= end)) {
    throw invalid(schedule, `${field.name} ${range}`);
  }
  return [from, end];
}

function numberOf(field: Field, text: string): number {
  const word = field.words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return field.low + word;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
