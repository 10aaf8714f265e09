import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { canonicalJson } from '../../domain/audit-chain.ts';
import { type AuditEntry, seqOf } from '../../domain/audit-entry.ts';
import { endpointLimitOf } from '../../domain/rules.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadMemberAccess, type Requester } from '../../policy/load-access.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { csvHeader, csvLine } from './csv.ts';
import { isAskedFor } from './entry-query.ts';
import { withinLimit } from './limit-entry.ts';
import type { AuditPageState } from './payloads.ts';
import { type AuditContext, isTooOld, queryFor } from './search-audit-log.ts';

export interface AuditExport {
  /** One entry a line, oldest first: exactly as stored, unless the channel is limited. */
  readonly jsonLines: string;
  readonly csv: string;
  readonly count: number;
  /** The entry at which the search stopped, because of its time or of the size of the file. */
  readonly cutAt: number | undefined;
  /** How many entries could not be read, and are left out. */
  readonly unreadable: number;
  /** The names of the endpoints that the channel is limited to; undefined if it can read the whole audit log. */
  readonly limitedTo: readonly string[] | undefined;
}

type ExportResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | { readonly kind: 'exported'; readonly export: AuditExport };

/** Whoever pressed Export waits for a message, not for a modal. */
const patienceMs = secondsToMilliseconds(15);
/** What a process can hold beside its other work; the command `audit export` has no limit. */
const maxCharacters = 4_000_000;
const entriesAtOnce = 100;

interface ExportContext extends AuditContext {
  readonly log: Pick<AuditLog, 'newestFirst' | 'ofRequest' | 'storedAt'>;
}

/**
 * Exports the entries that a search finds, for a channel with the `audit` grant: as many of the newest as there is time
 * and room for, and of each only what the channel may read.
 */
export async function exportAuditLog(
  app: ExportContext,
  request: Pick<AuditPageState, 'targetRef' | 'filters'> & { readonly requester: Requester },
): Promise<ExportResult> {
  // The files leave the channel, so in a private channel they are only for those who are its members now.
  const access = await loadMemberAccess(app, request.requester);
  const decision = authorize(app.rules, access, 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const { log, clock, rules } = app;
  const limit = endpointLimitOf(rules, request.requester.channel);
  const query = await queryFor(app, request, limit?.endpoints ?? rules.endpoints);
  const deadline = clock.elapsedMs() + patienceMs;
  const lines: string[] = [];
  let batch: AuditEntry[] = [];
  let [characters, unreadable] = [0, 0];
  let cutAt: number | undefined;

  async function take(): Promise<void> {
    const texts =
      limit === undefined ? await storedTexts(log, batch) : batch.map((entry) => canonicalJson(entry));
    lines.push(...texts);
    characters += texts.reduce((sum, text) => sum + text.length, 0);
    batch = [];
  }

  for await (const found of log.newestFirst()) {
    if (isTooOld(found, query)) break;
    if (found.kind === 'unreadable') unreadable += 1;
    else if (isAskedFor(found.entry, query)) {
      const shown = await withinLimit(log, found, limit);
      if (shown?.kind === 'readable') batch.push(shown.entry);
    }
    if (batch.length >= entriesAtOnce) await take();
    if (characters < maxCharacters && clock.elapsedMs() <= deadline) continue;
    cutAt = seqOf(found);
    break;
  }
  await take();

  const oldestFirst = lines.toReversed();
  const file = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
  return {
    kind: 'exported',
    export: {
      jsonLines: file(oldestFirst),
      csv: file([csvHeader, ...oldestFirst.map(csvLine)]),
      count: lines.length,
      cutAt: cutAt === 1 ? undefined : cutAt,
      unreadable,
      limitedTo: limit?.endpoints.map(({ name }) => name),
    },
  };
}

/** The entries as they are stored, so that their hashes can be verified; in the order given. */
async function storedTexts(
  log: Pick<AuditLog, 'storedAt'>,
  entries: readonly AuditEntry[],
): Promise<readonly string[]> {
  const stored = await log.storedAt(entries.map(({ seq }) => seq));
  return entries.flatMap(({ seq }) => stored.get(seq) ?? []);
}
