import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Call, Connection } from '../../emulators/ec2/control-protocol.ts';
import type { AuditEntry } from '../../src/core/audit-entry.ts';
import { SqliteAgenda } from '../../src/store/sqlite-agenda.ts';
import { openSqliteDatabase } from '../../src/store/sqlite-database.ts';
import type { Company } from '../journeys/support/company.ts';
import { channels } from '../journeys/support/person-at-work.ts';
import { realClock } from '../store/real-clock.ts';

/** What three witnesses say that do not know of one another: the record, the workspace and AWS. */
export interface Evidence {
  readonly entries: readonly AuditEntry[];
  readonly messages: readonly KeyedMessage[];
  readonly terminations: readonly Call[];
  readonly connections: readonly Connection[];
}

/** A message that the bot keeps up to date, with the key that it finds it by. */
export interface KeyedMessage {
  readonly key: string;
  readonly text: string;
}

const historySchema = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      text: z.string(),
      metadata: z.object({ event_payload: z.object({ key: z.string() }) }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string() }),
});

/** The messages with a key in the channels that kicks are asked for in, and in the audit channel. */
export async function keyedMessages(company: Company): Promise<readonly KeyedMessage[]> {
  const places = [channels.helpdesk, channels.secops, channels.audit];
  return (await Promise.all(places.map((channel) => historyOf(company, channel)))).flat();
}

async function historyOf({ slack }: Company, channel: string): Promise<readonly KeyedMessage[]> {
  const found: KeyedMessage[] = [];
  let cursor = '';
  do {
    const response = await fetch(`${slack.apiUrl}conversations.history`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel, cursor, limit: '200', include_all_metadata: 'true' }),
    });
    const page = historySchema.parse(await response.json());
    for (const { text, metadata } of page.messages) {
      if (metadata !== undefined) found.push({ key: metadata.event_payload.key, text });
    }
    cursor = page.response_metadata.next_cursor;
  } while (cursor !== '');
  return found;
}

/** Waits until the bot has nothing left to do. @throws {Error} when it has after so long. */
export async function untilQuiet({ folder, bot }: Company, patienceMs: number): Promise<void> {
  const database = openSqliteDatabase(join(folder, 'bouncer.db'), realClock);
  const agenda = new SqliteAgenda(database);
  const deadline = performance.now() + patienceMs;
  try {
    while ((await agenda.state()).open > 0) {
      if (performance.now() > deadline) throw new Error(`The bot never came to rest:\n${bot().log()}`);
      await sleep(250);
    }
  } finally {
    database.close();
  }
}
