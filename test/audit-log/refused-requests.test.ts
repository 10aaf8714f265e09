import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../src/app/run-jobs.ts';
import { type NamedRequester, refusedRequests } from '../../src/audit-log/refused-requests.ts';
import { channelId, personId } from '../builders/ids.ts';
import { anApp } from '../doubles/an-app.ts';

const minuteMs = 60_000;
const helpdesk = { id: channelId('C0HELPDESK'), name: 'helpdesk' };

function aRequester(person: string, channel: NamedRequester['channel'] = helpdesk): NamedRequester {
  return { person: personId(person), name: person.slice(2).toLowerCase(), team: 'T0ACME', channel };
}

function aScene() {
  const app = anApp();
  const refused = refusedRequests(app);
  const add = (times: number, requester = aRequester('U0GUS')) => {
    for (let each = 0; each < times; each += 1) refused.add(requester);
  };
  return { app, refused, add, entries: app.log.entries };
}

test('records a flood of five minutes as one entry with its number of requests and their person', async () => {
  const { app, refused, add, entries } = aScene();
  add(100);
  await app.clock.sleep(5 * minuteMs - 1);
  add(272);
  await refused.recordDue();
  expect(entries).toEqual([]);

  await app.clock.sleep(1);
  await refused.recordDue();
  await refused.recordDue();

  expect(entries).toMatchObject([
    {
      kind: 'refused',
      actor: { id: 'U0GUS', name: 'gus', team: 'T0ACME' },
      channel: helpdesk,
      detail: 'too_many_requests: 372 further requests in 5 min',
    },
  ]);
});

test('records a flood that continues every five minutes, without losing a request', async () => {
  const { app, refused, add, entries } = aScene();
  for (let minute = 0; minute < 12; minute += 1) {
    add(10);
    await app.clock.sleep(minuteMs);
    await refused.recordDue();
  }
  await refused.recordAll();

  const counts = entries.map(({ detail = '' }) => Number(/(\d+) further/.exec(detail)?.[1]));
  expect(counts).toEqual([50, 50, 20]);
});

test('records an entry for each person, without a channel if they used several', async () => {
  const { refused, add, entries } = aScene();
  add(1);
  add(2, aRequester('U0OTTO'));
  add(3, aRequester('U0OTTO', { id: channelId('C0SECOPS'), name: 'secops' }));

  await refused.recordAll();

  const told = entries.map(({ actor, channel, detail }) => [actor.id, channel?.id, detail]);
  expect(told).toEqual([
    ['U0GUS', 'C0HELPDESK', 'too_many_requests: 1 further request in 0 s'],
    ['U0OTTO', undefined, 'too_many_requests: 5 further requests in 0 s'],
  ]);
});

test('reports and keeps a count that cannot be recorded, and records it with later requests', async () => {
  const { app, refused, add, entries } = aScene();
  add(7);
  app.log.refuse('refused');
  await refused.recordAll();
  expect(app.diagnostics.reports).toMatchObject([{ during: 'record 7 refused requests of U0GUS' }]);

  app.log.refuse();
  add(5);
  await refused.recordAll();

  const counting = entries.map(({ detail }) => detail);
  expect(counting).toEqual(['too_many_requests: 12 further requests in 0 s']);
});

test.each([
  ['names no channel if what came since is from another', 'C0SECOPS', undefined],
  ['keeps the channel if what came since is from the same', 'C0HELPDESK', 'C0HELPDESK'],
])('a count that cannot be recorded %s', async (_title, since, channel) => {
  const { app, refused, add, entries } = aScene();
  add(1);
  app.log.refuse('refused');
  const recording = refused.recordAll();
  add(1, aRequester('U0GUS', { id: channelId(since), name: 'since' }));
  await recording;

  app.log.refuse();
  await refused.recordAll();

  expect(entries).toMatchObject([{ detail: 'too_many_requests: 2 further requests in 0 s' }]);
  expect(entries[0]?.channel?.id).toBe(channel);
});

test('announces the count by a job, once', async () => {
  const { app, refused, add } = aScene();
  add(3);
  await refused.recordAll();
  expect(app.announcer.threads).toEqual([]);

  await runDueJobs(app);

  await vi.waitFor(async () => expect((await app.jobs.state()).open).toBe(0));
  expect(app.announcer.threads).toMatchObject([[{ kind: 'refused', actor: { id: 'U0GUS' } }]]);
});
