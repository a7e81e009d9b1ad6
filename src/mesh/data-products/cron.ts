/** Days that are not numbers: `L` the last, `W` the nearest weekday, `#` the nth of the month. */
const FIELDS = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31, special: /^(\?|L|LW|\d{1,2}W)$/ },
  { low: 1, high: 12, words: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  { low: 1, high: 7, words: 'SUN MON TUE WED THU FRI SAT'.split(' '), special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { low: 1970, high: 2199 },
] as const satisfies { low: number; high: number; words?: string[]; special?: RegExp }[];

const LEAST_MINUTES_APART = 5;

/** What a schedule has to be, in words. */
export const SCHEDULE_FORM =
  'cron(minutes hours day-of-month month day-of-week year) in UTC, one of the two days a ?, five minutes apart at least, as in cron(0 0/4 * * ? *)';

/** Whether Glue takes `schedule` for a crawler (Glue developer guide, "Time-based schedules"). */
export function isSchedule(schedule: string): boolean {
  const fields = /^cron\((.+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== FIELDS.length) return false;
  const values = fields.map((field, index) => valuesOf(field, FIELDS[index] as Field));
  if (values.some((list) => list === null)) return false;
  if ((fields[2] === '?') === (fields[4] === '?')) return false;
  return areApart(values[0] ?? [], values[1] ?? []);
}

type Field = { low: number; high: number; words?: readonly string[]; special?: RegExp };

/** Minutes in order, and the step over the hour where the next hour is one of the schedule's, too. */
function areApart(minutes: readonly number[], hours: readonly number[]): boolean {
  const within = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
  const followed = hours.some((hour) => hours.includes((hour + 1) % 24));
  const over = followed ? [60 - (minutes.at(-1) ?? 0) + (minutes[0] ?? 0)] : [];
  return [...within, ...over].every((gap) => gap >= LEAST_MINUTES_APART);
}

/** The numbers that a field stands for, in order; null when it is not of the form. */
function valuesOf(field: string, form: Field): number[] | null {
  if (form.special?.test(field)) return [];
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === undefined || (from === '*' && to !== undefined) || step === '0') return null;
    const low = from === '*' ? form.low : numberOf(from, form);
    const high = from === '*' || (step && to === undefined) ? form.high : numberOf(to ?? from, form);
    if (low === null || high === null || low > high) return null;
    for (let value = low; value <= high; value += Number(step ?? 1)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function numberOf(text: string, { low, high, words }: Field): number | null {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  const number = word >= 0 ? low + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= low && number <= high ? number : null;
}
