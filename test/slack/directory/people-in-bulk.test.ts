import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PeopleInBulk } from '../../../src/slack/directory/people-in-bulk.ts';
import { aPerson } from '../../builders/a-person.ts';
import { personId, teamId } from '../../builders/ids.ts';

const patienceMs = 30_000;
const maxAgeMs = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a look-up of slow answers ends at its deadline, and no call begins after it', async () => {
  const { people, begunAt } = aBulkWhoseAnswersTake(12_000);
  const told: number[] = [];

  const lookups = await within(
    patienceMs,
    people.lookUp(idsOf(20), { maxAgeMs, onProgress: ({ done }) => told.push(done) }),
  );
  // Five at a time: ten were answered, and five calls are under way.
  expect(lookups?.map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 10 }, () => 'found'),
    ...Array.from({ length: 10 }, () => 'unverifiable'),
  ]);

  await vi.advanceTimersByTimeAsync(60_000);
  expect(begunAt).toHaveLength(15);
  expect(told.at(-1)).toBe(10);
});

test('a page of the list that does not come holds up nobody beyond the deadline', async () => {
  const { people, client } = aBulkWhoseAnswersTake(1_000);
  vi.spyOn(client.users, 'list').mockReturnValue(new Promise(() => {}));

  const lookups = await within(patienceMs, people.lookUp(idsOf(30), { maxAgeMs }));

  expect(lookups?.every(({ kind }) => kind === 'unverifiable')).toBe(true);
});

test('many look-ups for Home leave some at once for those who act, and go on after them', async () => {
  const { people, begunAt } = aBulkWhoseAnswersTake(0);
  const [acted, home] = [idsOf(10), idsOf(40).slice(10)];
  const shown = home.map((id) => people.lookUp([id], { maxAgeMs, isFrugal: true }));
  await vi.advanceTimersByTimeAsync(1);
  expect(begunAt).toHaveLength(10);

  const lookups = await within(1, people.lookUp(acted, { maxAgeMs }));
  expect(lookups?.map(({ kind }) => kind)).toEqual(acted.map(() => 'found'));
  expect(begunAt).toHaveLength(20);

  const kinds = (await within(patienceMs, Promise.all(shown)))?.map(([lookup]) => lookup?.kind) ?? [];
  const found = kinds.filter((kind) => kind === 'found').length;
  expect(found).toBeGreaterThan(15);
  expect(found).toBeLessThan(30);
});

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => personId(`U9${index}`));

/** Lets so much time pass. @returns The result, if it is there by then. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let result: T | undefined;
  void work.then((value) => {
    result = value;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return result;
}

function aBulkWhoseAnswersTake(ms: number) {
  const sleep = (forMs: number) => new Promise<void>((resolve) => setTimeout(resolve, forMs));
  const client = new WebClient();
  const begunAt: number[] = [];
  const people = new PeopleInBulk({
    client,
    home: teamId('T0HOME'),
    clock: { now: () => new Date(), elapsedMs: () => performance.now(), sleep },
    ask: async (id) => {
      begunAt.push(performance.now());
      await sleep(ms);
      return { kind: 'found', person: aPerson({ id }) };
    },
    patienceMs,
  });
  return { people, client, begunAt };
}
