import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** Short enough for the person who pressed Stop, and long enough not to burden the store. */
const lookEveryMs = 1_000;

/**
 * Returns the correlation of the entry that stops a kick. The entry is in the audit log, where every process sees it.
 * It has a correlation of its own, so that finding it does not require reading all entries of a large kick.
 *
 * @throws {RangeError} when the kick's correlation is too long.
 */
export function stopCorrelation(kick: Correlation): Correlation {
  const correlation = parseCorrelation(`${kick}-stop`);
  if (correlation === undefined) throw new RangeError(`${kick} is too long to be stopped`);
  return correlation;
}

/** Returns the correlation of the kick that a stop entry belongs to. */
export function kickOfStop(stop: Correlation): Correlation {
  return parseCorrelation(stop.replace(/-stop$/, '')) ?? stop;
}

/** Returns a function that checks, at most once per second, whether a kick was stopped. A stop is permanent. */
export function stopSign({ log, clock, diagnostics }: AppContext, kick: Correlation): () => Promise<boolean> {
  let isSeen = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const now = clock.elapsedMs();
    if (isSeen || now - lookedAtMs < lookEveryMs) return isSeen;

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

/** The check for a kick that is too short to be stopped. */
export async function neverStop(): Promise<boolean> {
  return false;
}
