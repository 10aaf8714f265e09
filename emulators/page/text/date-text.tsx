import { formatDateToken } from './format-date-token.ts';
import type { DateToken } from './mrkdwn.ts';

const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();

export function DateText({ token }: { readonly token: DateToken }) {
  const text = formatDateToken(token, { locale, timeZone, now: new Date() });
  const time = (
    <time dateTime={new Date(token.seconds * 1000).toISOString()} title={token.fallback}>
      {text}
    </time>
  );
  if (token.href === null) return time;
  return (
    <a href={token.href} target="_blank" rel="noreferrer">
      {time}
    </a>
  );
}
