import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { addMinutes } from 'date-fns/addMinutes';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';

const days = 8;
const everyMinutes = 5;
const workingDayMs = hoursToMilliseconds(8);

/** Everyone who is connected now was so on an earlier day, from the same place. */
const connectionsOfAnEarlierDay = `
  INSERT INTO connection (endpoint, connection, occurrence, username, common_name, started_ms, last_seen_ms, ended_ms,
    bytes_sent, bytes_received, client_ip, public_ip, device)
  SELECT endpoint, 'cvpn-connection-' || substr(lower(hex(randomblob(9))), 1, 17), 0, username, common_name,
    started_ms - :back, started_ms - :back + :lasted, started_ms - :back + :lasted,
    bytes_sent, bytes_received, client_ip, public_ip, device
  FROM connection WHERE ended_ms IS NULL AND public_ip IS NOT NULL`;

/**
 * Adds more than a week to the connection history of a demo that has just begun, so that its pictures show what people see
 * once Bouncer has observed the endpoints for as long.
 *
 * @param folder Where Bouncer's store is. Bouncer has to have observed the endpoints.
 */
export function addPastWeek(folder: string): void {
  const sqlite = new DatabaseSync(join(folder, 'bouncer.db-history'), { timeout: 10_000 });
  const now = new Date();
  const insert = sqlite.prepare(
    'INSERT OR IGNORE INTO observation (endpoint, at_ms, since_ms, active) VALUES (?, ?, ?, ?)',
  );
  const counts = sqlite.prepare('SELECT endpoint, max(active) AS active FROM observation GROUP BY endpoint');
  sqlite.exec('BEGIN IMMEDIATE');
  for (const { endpoint = null, active } of counts.all()) {
    const first = subDays(now, days);
    for (let at = first; at < now; at = addMinutes(at, everyMinutes)) {
      // A scan says what happened in the hour before it.
      const since = subHours(at, 1).getTime();
      const then = Math.round((Number(active) * shareAt(at)) / shareAt(now));
      insert.run(endpoint, at.getTime(), since, then);
    }
  }
  for (let back = 1; back < days; back += 1)
    sqlite
      .prepare(connectionsOfAnEarlierDay)
      .run({ back: hoursToMilliseconds(24 * back), lasted: workingDayMs });
  sqlite.exec('COMMIT');
  sqlite.close();
}

/** How many people are connected at a time of the week, compared with other times: most at noon of a working day. */
function shareAt(at: Date): number {
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60;
  const isWeekend = [0, 6].includes(at.getUTCDay());
  const waves = 0.05 * Math.sin(at.getTime() / 3_700_000) + 0.03 * Math.sin(at.getTime() / 1_300_000);
  return 0.25 + (isWeekend ? 0.15 : 1.1) * Math.exp(-((hour - 13) ** 2) / 20) + waves;
}
