import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** Often enough for whoever pressed Stop, and seldom enough for the store. */
const lookEveryMs = 1_000;

/**
 * The request to stop another one. It stands in the record, where every process sees it; under a correlation of its
 * own, so that to look for it does not mean to read all that a large kick has recorded.
 */
export function stopCorrelation(kick: Correlation): Correlation {
  const correlation = parseCorrelation(`${kick}-stop`);
  if (correlation === undefined) throw new RangeError(`${kick} is too long to be stopped`);
  return correlation;
}

/** The kick that such a request stops. */
export function kickOfStop(stop: Correlation): Correlation {
  return parseCorrelation(stop.replace(/-stop$/, '')) ?? stop;
}

/** Says from time to time whether a kick was stopped: it stays so. */
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
      // To be unsure is no order to stop: the next look may tell.
      diagnostics.report(failureFrom(error), 'look for a stop', kick);
    }
    return isSeen;
  };
}

/** For a kick that is over before anybody could stop it. */
export async function neverStop(): Promise<boolean> {
  return false;
}
