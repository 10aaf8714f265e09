import { subDays } from 'date-fns/subDays';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { isDirectMessage, type PersonId, parseChannelId, parseCorrelation } from '../../domain/ids.ts';
import { type EntryThread, threadsOf } from '../../domain/kick-from-entries.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';

const maxActs = 5;
const daysBack = 7;
/** A kick on several endpoints has an entry for each, and one of many people an entry for every hundred connections. */
const maxEntries = 25;

/**
 * Reads what a person has terminated lately, the latest first. It reads only their own entries, however long the audit
 * log is.
 *
 * @param channels Those that they may use now. What they did in others is left out, except in direct messages.
 * @throws {Failure} `store_unavailable`
 */
export async function ownActs(
  { log, clock }: Pick<AppContext, 'log' | 'clock'>,
  person: PersonId,
  channels: readonly AllowedChannel[],
): Promise<readonly EntryThread[]> {
  const requests = await log.requestedBy(person, subDays(clock.now(), daysBack), maxEntries);
  const seen = requests.filter((request) => isSeen(request, channels));
  const correlations = [...new Set(seen.map(({ correlation }) => correlation))].slice(0, maxActs);
  const threads = correlations.map(async (text) => {
    const correlation = parseCorrelation(text);
    const entries = correlation === undefined ? [] : await log.ofRequest(correlation);
    return threadsOf(entries).find((thread) => thread.some(({ kind }) => kind === 'requested'));
  });
  return (await Promise.all(threads)).flatMap((thread) => (thread === undefined ? [] : [thread]));
}

function isSeen({ channel }: AuditEntry, channels: readonly AllowedChannel[]): boolean {
  const id = parseChannelId(channel?.id ?? '');
  return id !== undefined && (isDirectMessage(id) || channels.some(({ rule }) => rule.id === id));
}
