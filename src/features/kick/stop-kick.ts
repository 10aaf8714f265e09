import { recordAndAnnounce } from '../../audit-log/announce-entry.ts';
import { entryContext, recordRefused } from '../../audit-log/record-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import { outcomeOf } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type StopResult =
  /** Connections that AWS has not been asked to terminate by now stay active. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'already_stopped'; readonly by: string; readonly at: Date }
  /** The kick was already over. */
  | { readonly kind: 'over' }
  /** This channel has no kick of many with that correlation. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Stops a kick of many. Anyone who may start one in its channel may stop it. The stop is recorded in the audit log,
 * where whichever process works on the kick reads it.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then nothing is stopped.
 */
export async function stopKick(
  app: AppContext,
  { requester, kick: correlation }: { readonly requester: Requester; readonly kick: Correlation },
): Promise<StopResult> {
  const access = await loadActionAccess(app, requester);
  const kick = kickFromEntries(await app.log.ofRequest(correlation), app.rules.endpoints);
  const isHere = kick?.isMany === true && kick.channel.id === requester.channel;
  const decision = authorize(app.rules, access, 'kick-many');
  if (!decision.allowed) {
    await recordRefused(app, requester, access, isHere ? kick.target : correlation, decision);
    return { kind: 'refused', denial: decision };
  }
  if (!isHere) return { kind: 'unknown' };
  if (outcomeOf(kick) !== 'under_way') return { kind: 'over' };

  const [earlier] = await app.log.ofRequest(stopCorrelation(correlation));
  if (earlier !== undefined)
    return { kind: 'already_stopped', by: earlier.actor.id, at: new Date(earlier.at) };
  const context = { correlation: stopCorrelation(correlation), target: kick.target };
  const detail = `stops ${correlation}: connections that AWS had not been asked to terminate are skipped`;
  await recordAndAnnounce(app, entryContext(requester, access, context), 'stopped', detail);
  return { kind: 'stopped' };
}

/** Short enough for the person who pressed Stop, and long enough not to burden the store. */
const lookEveryMs = 1_000;

/**
 * Returns the correlation of the entry that stops a kick. The entry is in the audit log, where every process sees it.
 * It has a correlation of its own, so that finding it does not require reading all entries of a large kick.
 *
 * @throws {RangeError} when the kick's correlation is too long.
 */
function stopCorrelation(kick: Correlation): Correlation {
  const correlation = parseCorrelation(`${kick}-stop`);
  if (correlation === undefined) throw new RangeError(`${kick} is too long to be stopped`);
  return correlation;
}

/** Returns the correlation of the kick that a stop entry belongs to. */
export function kickOfStop(stop: Correlation): Correlation {
  return parseCorrelation(stop.replace(/-stop$/, '')) ?? stop;
}

/**
 * Returns a function that checks, at most once per second, whether a kick was stopped. A stop is permanent. Only a kick of
 * many takes long enough to be stopped.
 */
export function stopSign(
  { log, clock, diagnostics }: AppContext,
  kick: Correlation,
  extent: KickExtent,
): () => Promise<boolean> {
  let isSeen = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const now = clock.elapsedMs();
    if (extent !== 'many' || isSeen || now - lookedAtMs < lookEveryMs) return isSeen;

    lookedAtMs = now;
    try {
      isSeen = (await log.ofRequest(stopCorrelation(kick))).some(({ kind }) => kind === 'stopped');
    } catch (error) {
      // A failed read does not stop the kick; the next one may succeed.
      diagnostics.report(failureFrom(error), 'look for stop entry', kick);
    }
    return isSeen;
  };
}
