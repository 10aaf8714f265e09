import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { endpointLimitOf } from '../../domain/rules.ts';
import type { ActCounts } from '../../domain/usage-report.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { withinLimit } from '../audit/limit-entry.ts';
import { attemptsIn } from '../block/block-details.ts';

const mostDenied = 5;

type Counts = { kicks: Set<string>; blocks: Set<string>; unblocks: Set<string> };
const countedKinds: Partial<Record<AuditEntry['kind'], keyof Counts>> = {
  requested: 'kicks',
  blocked: 'blocks',
  unblocked: 'unblocks',
};

/**
 * Counts kicks, blocks and denied connections since a moment, as far as a channel may read the audit log.
 *
 * @param patienceMs For how long to read; what is older than that is left out.
 * @throws {Failure} `store_unavailable`
 */
export async function countActs(
  { log, rules, clock }: Pick<ReadContext, 'log' | 'rules' | 'clock'>,
  channel: ChannelId,
  since: Date,
  patienceMs: number,
): Promise<ActCounts & { readonly isCut: boolean }> {
  const limit = endpointLimitOf(rules, channel);
  const byChannel = new Map<string, Counts>();
  const denied = new Map<string, { readonly name: string; count: number }>();
  const beganMs = clock.elapsedMs();
  let isCut = false;
  for await (const found of log.newestFirst()) {
    if (found.kind === 'unreadable') continue;
    if (new Date(found.entry.at) < since) break;
    isCut = clock.elapsedMs() - beganMs > patienceMs;
    if (isCut) break;

    const { kind } = found.entry;
    const isCounted = countedKinds[kind] !== undefined || kind === 'turned-away';
    const readable = isCounted ? await withinLimit(log, found, limit) : undefined;
    if (readable?.kind !== 'readable') continue;
    if (kind === 'turned-away') countDenied(denied, readable.entry);
    else countAct(byChannel, readable.entry);
  }

  const channels = [...byChannel].map(([id, { kicks, blocks, unblocks }]) => ({
    channel: id,
    kicks: kicks.size,
    blocks: blocks.size,
    unblocks: unblocks.size,
  }));
  const total = (each: (typeof channels)[number]) => each.kicks + each.blocks + each.unblocks;
  return {
    channels: channels.toSorted((a, b) => total(b) - total(a)),
    denied: [...denied.values()].toSorted((a, b) => b.count - a.count).slice(0, mostDenied),
    isCut,
  };
}

/** A kick has an entry for each endpoint and each hundred connections, but it is one kick. */
function countAct(byChannel: Map<string, Counts>, { kind, channel, correlation }: AuditEntry): void {
  const counter = countedKinds[kind];
  if (counter === undefined || channel === undefined) return;
  const counts = byChannel.get(channel.id) ?? { kicks: new Set(), blocks: new Set(), unblocks: new Set() };
  counts[counter].add(correlation);
  byChannel.set(channel.id, counts);
}

/** An entry reports the denials since the last one; a channel with limited endpoints sees only the latest of them. */
function countDenied(
  denied: Map<string, { readonly name: string; count: number }>,
  { target = '', detail = '' }: AuditEntry,
): void {
  const known = denied.get(foldName(target)) ?? { name: target, count: 0 };
  known.count += attemptsIn(detail);
  denied.set(foldName(target), known);
}
