/**
 * Slack's date tokens and the times beside messages, in a person's own time zone.
 * @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
const LOCALE = 'en-US';
const DAY_MS = 86_400_000;
/** Within this distance of today Slack leaves the year out. */
const YEAR_OMITTED_MS = 183 * DAY_MS;

/** A moment to be shown: `at` and `now` in milliseconds since 1970, `tz` an IANA time zone. */
export interface Moment {
  at: number;
  now: number;
  tz: string;
}

/** `format` with its `{tokens}` replaced; a token that Slack does not know stays as it is. */
export function formatDate(format: string, moment: Moment): string {
  return format.replace(/\{(\w+)\}/g, (whole, token: string, offset: number) => {
    const text = formatToken(token, moment);
    if (text === null) return whole;
    return offset === 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  });
}

/** `6:39 AM` */
export function formatTime({ at, tz }: Moment): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit', timeZone: tz }).format(at);
}

/** The heading over a day's messages: `Today`, `Yesterday`, `Tuesday, February 18th`. */
export function formatDay(moment: Moment): string {
  return formatDate('{date_long_pretty}', moment);
}

/** The calendar day in the time zone, as `2014-02-18`. */
export function calendarDay(at: number, tz: string): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: tz }).format(
    at,
  );
}

function formatToken(token: string, moment: Moment): string | null {
  switch (token) {
    case 'date_num':
      return calendarDay(moment.at, moment.tz);
    case 'date_slash':
      return parts(moment, { year: 'numeric', month: 'numeric', day: 'numeric' });
    case 'date':
      return longDate(moment, false);
    case 'date_short':
      return parts(moment, { month: 'short', day: 'numeric', ...year(moment) });
    case 'date_long':
      return longDate(moment, true);
    case 'date_long_full':
      return parts(moment, { month: 'long', day: 'numeric', year: 'numeric' });
    case 'day_divider_pretty':
      return relativeDay(moment) ?? dividerDate(moment);
    case 'date_pretty':
    case 'date_short_pretty':
    case 'date_long_pretty':
      return relativeDay(moment) ?? formatToken(token.slice(0, -'_pretty'.length), moment);
    case 'time':
      return formatTime(moment);
    case 'time_secs':
      return parts(moment, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(moment);
    default:
      return null;
  }
}

function parts({ at, tz }: Moment, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: tz }).format(at);
}

function year({ at, now }: Moment): Intl.DateTimeFormatOptions {
  return Math.abs(at - now) < YEAR_OMITTED_MS ? {} : { year: 'numeric' };
}

function longDate(moment: Moment, withWeekday: boolean): string {
  const weekday = withWeekday ? `${parts(moment, { weekday: 'long' })}, ` : '';
  const day = ordinal(Number(parts(moment, { day: 'numeric' })));
  const end = year(moment).year === undefined ? '' : `, ${parts(moment, { year: 'numeric' })}`;
  return `${weekday}${parts(moment, { month: 'long' })} ${day}${end}`;
}

/** The long date, without the year in the current one. */
function dividerDate(moment: Moment): string {
  const yearOf = (at: number) => calendarDay(at, moment.tz).slice(0, 4);
  const long = longDate({ ...moment, now: moment.at }, true);
  return yearOf(moment.at) === yearOf(moment.now) ? long : `${long}, ${yearOf(moment.at)}`;
}

function ordinal(day: number): string {
  const last = day % 10;
  const teen = day >= 11 && day <= 13;
  return `${day}${teen || last === 0 || last > 3 ? 'th' : ['st', 'nd', 'rd'][last - 1]}`;
}

function relativeDay({ at, now, tz }: Moment): string | null {
  const midnight = (ms: number) => Date.parse(`${calendarDay(ms, tz)}T00:00:00Z`);
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
  if (days === 0) return 'today';
  if (days === -1) return 'yesterday';
  return days === 1 ? 'tomorrow' : null;
}

function ago({ at, now }: Moment): string {
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
  const seconds = Math.round((at - now) / 1000);
  if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}
