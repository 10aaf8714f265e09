import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { type Failure, failureFrom } from '../domain/failure.ts';
import { claimedNamesFrom, type NameClaim } from '../domain/name-claim.ts';
import type { Rules } from '../domain/rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { KnownClaims, NameClaims } from '../ports/name-claims.ts';
import { within } from '../slack/within.ts';

/** Another process may have approved or removed a claim. Its own changes, a process knows at once. */
const readAgainAfterMs = secondsToMilliseconds(2);
/** As old as what Slack says about people may be: during an outage of the store, the copy serves for that long. */
const goodForMs = minutesToMilliseconds(1);
/** How long someone waits for a new copy while there is one that is good enough. */
const patienceMs = 300;

/**
 * Adds the approved claims to the rules, where everything that resolves names finds them, and keeps them current.
 *
 * @returns The rules, whose people change whenever the claims were read.
 */
export function knownClaims(
  rules: Rules,
  store: NameClaims,
  clock: Pick<Clock, 'elapsedMs'>,
): { readonly rules: Rules; readonly claims: KnownClaims } {
  let claims: readonly NameClaim[] = [];
  let readMs = Number.NEGATIVE_INFINITY;
  let failure: Failure | undefined;
  let people = peopleWith(rules, [], undefined);
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const beganMs = clock.elapsedMs();
    try {
      claims = await store.all();
      readMs = beganMs;
      failure = undefined;
    } catch (thrown) {
      failure = failureFrom(thrown);
    }
    people = peopleWith(rules, claims, isGoodEnough() ? undefined : failure);
  }
  function isGoodEnough(): boolean {
    return clock.elapsedMs() - readMs < goodForMs;
  }
  /** What was being read before a change may lack it. */
  async function readAfterChange(): Promise<void> {
    await reading;
    await read();
  }

  return {
    rules: {
      ...rules,
      get people() {
        return people;
      },
    },
    claims: {
      all: () => store.all(),
      refresh: async () => {
        if (clock.elapsedMs() - readMs < readAgainAfterMs) return;
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await (isGoodEnough() ? within(patienceMs, reading) : reading);
      },
      put: async (claim) => {
        await store.put(claim);
        await readAfterChange();
      },
      remove: async (claim) => {
        const wasThere = await store.remove(claim);
        await readAfterChange();
        return wasThere;
      },
    },
  };
}

function peopleWith(
  rules: Rules,
  claims: readonly NameClaim[],
  failure: Failure | undefined,
): Rules['people'] {
  return { ...rules.people, claimed: claimedNamesFrom(rules, claims, failure) };
}
