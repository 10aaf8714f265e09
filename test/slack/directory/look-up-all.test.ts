import { expect, test, vi } from 'vitest';
import type { LookUpProgress } from '../../../src/domain/channel.ts';
import type { PersonId } from '../../../src/domain/ids.ts';
import { actAgeMs, lookAgeMs } from '../../../src/ports/directory.ts';
import { slackDirectory } from '../../../src/slack/directory/slack-directory.ts';
import { aLargeAcme } from '../../builders/a-large-acme.ts';
import { personId, teamId } from '../../builders/ids.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';
import { aWorkspace } from '../a-workspace.ts';

const look = { maxAgeMs: lookAgeMs };
const act = { maxAgeMs: actAgeMs };

test('150 people are looked up in one page of the workspace’s list', async () => {
  const { directory, callsOf } = await aCompanyOf(150);

  expect(await emailsOf(directory.lookUpAll(idsOf(150), look))).toEqual(emails(150));
  expect([callsOf('users.list'), callsOf('users.info')]).toEqual([1, 0]);
});

test('in a workspace whose list cannot be read, 60 people are looked up a minute, so that authorization has its share', async () => {
  const { directory, slack, clock, callsOf } = await aCompanyOf(300);
  slack.control.orderFault({
    method: 'users.list',
    times: null,
    fault: { kind: 'error', error: 'limit_required' },
  });

  const seen: LookUpProgress[] = [];
  const lookups = await directory.lookUpAll(idsOf(300), {
    ...look,
    onProgress: (progress) => seen.push(progress),
  });

  const found = lookups.filter(({ kind }) => kind === 'found').length;
  expect(found).toBeGreaterThanOrEqual(20);
  expect(found).toBeLessThan(300);
  expect(callsOf('users.info')).toBe(found);
  expect(refusedCalls(slack)).toEqual([]);
  expect([seen.at(0), seen.at(-1)]).toEqual([
    { done: 0, total: 300 },
    { done: found, total: 300 },
  ]);

  // Whoever asks again goes on where it ended.
  await clock.sleep(60_000);
  const again = await directory.lookUpAll(idsOf(300), look);
  expect(again.filter(({ kind }) => kind === 'found').length).toBeGreaterThan(found);
  for (let asked = 0; asked < 40; asked += 1) await directory.person(personId(`U9${asked}`));
  expect(refusedCalls(slack)).toEqual([]);
});

test('a refusal of Slack’s to go faster is waited for by those who are looked up together, and by nobody else', async () => {
  const { directory, slack } = await aCompanyOf(5);
  slack.control.orderFault({
    method: 'users.info',
    times: 1,
    fault: { kind: 'rate_limited', retryAfterS: 20 },
  });

  const many = directory.lookUpAll(idsOf(5), look);
  await vi.waitFor(() => expect(refusedCalls(slack)).toHaveLength(1));
  expect(await directory.person(personId('U0HELGA'))).toMatchObject({ kind: 'found' });
  expect(await emailsOf(many)).toEqual(emails(5));
});

test('nobody whom Slack cannot tell about hides the others', async () => {
  const { directory } = await aCompanyOf(30);
  const ids = [...idsOf(15), personId('U0NOBODY'), ...idsOf(30).slice(15)];

  const lookups = await directory.lookUpAll(ids, look);
  expect(lookups.filter(({ kind }) => kind === 'found')).toHaveLength(30);
  expect(lookups[15]).toMatchObject({ kind: 'unverifiable', failure: { code: 'slack_unknown' } });
});

test('Slack is not asked about everybody while it fails', async () => {
  const { directory, slack, callsOf } = await aCompanyOf(150);
  slack.control.orderFault({ method: '*', times: null, fault: { kind: 'error', error: 'internal_error' } });

  const lookups = await directory.lookUpAll(idsOf(150), look);
  expect(lookups.every(({ kind }) => kind === 'unverifiable')).toBe(true);
  expect(callsOf('users.info')).toBeLessThan(10);
});

test('what was found serves looks for minutes, and acts for a minute', async () => {
  const { directory, clock, callsOf } = await aCompanyOf(150);
  const calls = () => callsOf('users.list');

  await directory.lookUpAll(idsOf(150), look);
  await clock.sleep(50_000);
  await directory.lookUpAll(idsOf(150), act);
  expect(calls()).toBe(1);
  await clock.sleep(30_000);
  await directory.lookUpAll(idsOf(150), look);
  expect(calls()).toBe(1);
  await directory.lookUpAll(idsOf(150), act);
  expect(calls()).toBe(2);
});

test('an actor is never authorized by what was found for a look', async () => {
  const { directory, slack, clock } = await aCompanyOf(150);
  const [first] = idsOf(150);
  await directory.lookUpAll(idsOf(150), look);
  slack.control.changePerson({ id: String(first), deleted: true });
  await clock.sleep(1_000);

  expect(await directory.person(first as PersonId)).toMatchObject({ person: { accountType: 'deactivated' } });
});

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => personId(`U9${index}`));
const emails = (count: number) => Array.from({ length: count }, (_, index) => `person${index}@example.com`);

async function emailsOf(looking: ReturnType<ReturnType<typeof slackDirectory>['lookUpAll']>) {
  return (await looking).map((lookup) => (lookup.kind === 'found' ? lookup.person.email : lookup.kind));
}

/** Acme with so many more people, where Slack goes by the clock of the bot. */
async function aCompanyOf(count: number) {
  const clock = new MovedClock();
  const workspace = await aWorkspace({ content: aLargeAcme(count), now: () => clock.now().getTime() });
  return { ...workspace, clock, directory: slackDirectory(workspace, teamId('T0ACME'), clock) };
}

function refusedCalls(slack: Awaited<ReturnType<typeof aWorkspace>>['slack']) {
  return slack.control.calls().filter(({ status }) => status === 429);
}
