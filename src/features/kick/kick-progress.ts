import { type EntryContext, entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { BlockReport } from '../../domain/block-report.ts';
import type { Connection } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { type Kick, type KickPart, withPart } from '../../domain/kick.ts';
import { type EntryThread, kickFromEntries, unavailableDetail } from '../../domain/kick-from-entries.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { AppContext } from '../../ports/app-context.ts';

/**
 * Observes one kick while its endpoints are worked on concurrently, keeps its latest state, and shows every change. The
 * kick does not wait for it, so that messages never delay a termination.
 */
export interface KickProgress {
  changed(part: KickPart): void;
  recorded(thread: EntryThread): void;
  /** Adds what has been requested on an endpoint. It is shown with its first change. */
  requested(parts: readonly KickPart[]): void;
  /** Adds a number of the kick's connections whose termination will not be requested by this process. */
  unrequested(count: number): void;
  /** Adds the connections that are still active, and the endpoints that could not be checked. */
  left(remaining: readonly Connection[], unavailable: readonly UnavailableEndpoint[]): void;
  /** Lists the connections in the thread of the kick's message, once nothing about them changes any more. */
  finished(): void;
  kick(): Kick;
  /** Resolves when everything so far has been announced, with whether all of it was posted. */
  announced(): Promise<boolean>;
  /** Resolves with whether the kick's own message was posted; true if there is nothing to show. */
  shown(): Promise<boolean>;
}

interface ProgressOptions {
  /** Whether to post a message for a kick that has none yet; by default, every kick gets one. */
  readonly isWorthAMessage?: (kick: Kick) => boolean;
  /** The blocks that the kick's message shows, too. */
  readonly blocks?: readonly BlockReport[];
  /** Called when the kick's message has been posted. */
  readonly whenShown?: () => void;
}

export function kickProgress(
  announcer: Announcer,
  opening: Kick,
  { isWorthAMessage = () => true, blocks = [], whenShown = () => {} }: ProgressOptions = {},
): KickProgress {
  let current = opening;
  /** Parts that have only been requested so far, by the sequence number of their first entry. */
  const untouched = new Set<number | undefined>();
  const announcing = new Map<string, Promise<boolean>>();

  function show(): void {
    if (!announcing.has('kick') && !isWorthAMessage(touched())) return;
    const shown = announcer.show(current, blocks);
    announcing.set('kick', shown);
    void shown.then((isShown) => isShown && whenShown());
  }

  function touched(): Kick {
    return { ...current, parts: current.parts.filter(({ entries }) => !untouched.has(entries[0]?.seq)) };
  }

  return {
    requested(parts) {
      for (const part of parts) {
        untouched.add(part.entries[0]?.seq);
        current = withPart(current, part);
      }
      const count = parts.reduce((sum, { connections }) => sum + connections.length, 0);
      current = { ...current, toRequest: current.toRequest - count };
    },
    unrequested(count) {
      const { toRequest, unrequested } = current;
      current = { ...current, toRequest: toRequest - count, unrequested: unrequested + count };
    },
    changed(part) {
      untouched.delete(part.entries[0]?.seq);
      current = withPart(current, part);
      show();
    },
    recorded(thread) {
      announcing.set(`thread ${thread[0].seq}`, announcer.announce(thread));
    },
    left(remaining, unavailable) {
      if (remaining.length === 0 && unavailable.length === 0) return;
      current = {
        ...current,
        remaining: [...current.remaining, ...remaining],
        unavailable: [...current.unavailable, ...unavailable],
      };
      show();
    },
    finished() {
      const shown = announcing.get('kick');
      if (shown === undefined) return;
      // A reply needs the message that it replies to.
      const list = shown.then((isShown) => isShown && announcer.showConnections(current));
      announcing.set('connections', list);
    },
    kick: () => current,
    shown: async () => (await announcing.get('kick')) ?? true,
    announced: async () => (await Promise.all(announcing.values())).every((isShown) => isShown),
  };
}

/**
 * Shows a kick as the audit log has it, until no new entries arrive. A process that has lost the kick's job does this,
 * so that its last update of the message is not older than that of the process that has taken over. It never throws.
 *
 * @param own Endpoints for which `progress` is more recent than the audit log.
 */
export async function showAsRecorded(
  { log, rules, diagnostics }: Pick<AppContext, 'log' | 'rules' | 'diagnostics'>,
  correlation: Correlation,
  progress: KickProgress,
  own: readonly string[] = [],
): Promise<void> {
  try {
    for (let shown = -1; ; ) {
      const entries = await log.ofRequest(correlation);
      if (entries.length === shown) return;

      shown = entries.length;
      const { parts, unavailable } = kickFromEntries(entries, rules.endpoints) ?? progress.kick();
      for (const part of parts) if (!own.includes(part.endpoint.id)) progress.changed(part);
      const known = progress.kick().unavailable.map(({ endpoint }) => endpoint.id);
      progress.left(
        [],
        unavailable.filter(({ endpoint }) => !known.includes(endpoint.id)),
      );
      await progress.shown();
    }
  } catch (error) {
    diagnostics.report(failureFrom(error), 'show as recorded', correlation);
  }
}

/**
 * Records that an endpoint could not be looked at, since connections there may still be active.
 *
 * @throws {Failure} `audit_unwritable`
 */
export async function recordUnavailable(
  app: AppContext,
  context: EntryContext,
  { endpoint, code }: UnavailableEndpoint,
  progress: KickProgress,
): Promise<void> {
  const announced = { endpoint: entryEndpoint(endpoint), detail: unavailableDetail(code) };
  progress.recorded([await record(app, context, 'failed', announced)]);
}
