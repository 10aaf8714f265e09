import { describe, expect, it } from 'vitest';
import { knownClaims } from '../../src/app/known-claims.ts';
import { Failure } from '../../src/domain/failure.ts';
import { targetOf } from '../../src/features/connections/resolve-target.ts';
import { loadAccess, loadActionAccess } from '../../src/policy/load-access.ts';
import { personId } from '../builders/ids.ts';
import { someRules } from '../builders/some-rules.ts';
import { aNameClaim } from '../contract/a-name-claim.ts';
import { aRequester } from '../doubles/a-requester.ts';
import { anApp, helga } from '../doubles/an-app.ts';
import { MemoryNameClaims } from '../doubles/memory-name-claims.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const bob = personId('U0BOB');
const outage = new Failure('store_unavailable', 'the store is gone');

function known() {
  const [store, clock] = [new MemoryNameClaims(), new MovedClock()];
  const { rules, claims } = knownClaims(someRules(), store, clock);
  return { store, clock, claims, namesOf: () => rules.people.claimed?.of.get(bob), rules };
}

describe('knownClaims', () => {
  it('knows its own changes at once', async () => {
    const { claims, namesOf } = known();
    await claims.refresh();

    await claims.put(aNameClaim());
    expect(namesOf()).toEqual(['bob-laptop']);

    await claims.remove(aNameClaim());
    expect(namesOf()).toBeUndefined();
  });

  it('learns of another process’s changes within seconds', async () => {
    const { store, clock, claims, namesOf } = known();
    await claims.refresh();
    await store.put(aNameClaim());

    await clock.sleep(3_000);
    await claims.refresh();

    expect(namesOf()).toEqual(['bob-laptop']);
  });

  it('keeps its copy for a minute while the store is gone, and then says that it is outdated', async () => {
    const { store, clock, claims, namesOf, rules } = known();
    await claims.put(aNameClaim());
    store.failure = outage;

    await clock.sleep(50_000);
    await claims.refresh();
    expect(rules.people.claimed?.failure).toBeUndefined();

    await clock.sleep(20_000);
    await claims.refresh();
    expect(rules.people.claimed?.failure).toBe(outage);
    expect(namesOf()).toEqual(['bob-laptop']);

    store.failure = undefined;
    await claims.refresh();
    expect(rules.people.claimed?.failure).toBeUndefined();
  });
});

describe('while claimed names cannot be read', () => {
  async function outdated() {
    const app = anApp();
    app.storedClaims.failure = outage;
    await app.claims.refresh();
    return app;
  }

  it('denies every action', async () => {
    await expect(loadActionAccess(await outdated(), aRequester(helga))).rejects.toBe(outage);
  });

  it('lets people look, but not at one person, half of whose names would look like all of them', async () => {
    const app = await outdated();

    expect((await loadAccess(app, aRequester(helga))).person.kind).toBe('found');
    await expect(targetOf(app, { kind: 'person', person: bob })).rejects.toBe(outage);
    expect(await targetOf(app, { kind: 'name', name: 'x' })).toMatchObject({ kind: 'target' });
  });
});
