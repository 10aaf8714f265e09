import { timeOf } from './message-rows.ts';

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });

export function DayDivider({ ts }: { readonly ts: string }) {
  const time = timeOf(ts);
  const isToday = time.toDateString() === new Date().toDateString();
  return (
    <div class="day-divider">
      <span>{isToday ? 'Today' : day.format(time)}</span>
    </div>
  );
}
