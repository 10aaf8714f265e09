import type { DateToken } from './mrkdwn.ts';

/** Who reads, where and when. */
export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
  readonly now: Date;
}

/**
 * The text of a `<!date^…>` for this reader, or its fallback when a token in it is unknown:
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatDateToken(token: DateToken, reader: Reader): string {
  const date = new Date(token.seconds * 1000);
  if (Number.isNaN(date.getTime())) return token.fallback;
  let isKnown = true;
  const text = token.format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const format = formats[name];
    if (format === undefined) isKnown = false;
    return format?.(date, reader) ?? '';
  });
  return isKnown ? text : token.fallback;
}

type Format = (date: Date, reader: Reader) => string;

const formats: Readonly<Record<string, Format>> = {
  date_num: (date, { timeZone }) => dayOf(date, timeZone),
  date: intl({ year: 'numeric', month: 'long', day: 'numeric' }),
  date_short: intl({ year: 'numeric', month: 'short', day: 'numeric' }),
  date_long: intl({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }),
  date_pretty: pretty(intl({ year: 'numeric', month: 'long', day: 'numeric' })),
  date_short_pretty: pretty(intl({ year: 'numeric', month: 'short', day: 'numeric' })),
  date_long_pretty: pretty(intl({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })),
  time: intl({ hour: 'numeric', minute: '2-digit' }),
  time_secs: intl({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (date, { now, locale }) => ago((date.getTime() - now.getTime()) / 1000, locale),
};

function intl(options: Intl.DateTimeFormatOptions): Format {
  return (date, { locale, timeZone }) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(date);
}

function pretty(format: Format): Format {
  return (date, reader) => {
    const dayMs = 86_400_000;
    const days =
      (Date.parse(dayOf(date, reader.timeZone)) - Date.parse(dayOf(reader.now, reader.timeZone))) / dayMs;
    if (Math.abs(days) > 1) return format(date, reader);
    return new Intl.RelativeTimeFormat(reader.locale, { numeric: 'auto' }).format(days, 'day');
  };
}

/** `2026-11-22`, the calendar day in that zone. */
function dayOf(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone,
  }).format(date);
}

function ago(seconds: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(Math.round(seconds), 'second');
  if (size < 3_600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3_600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}
