import { expect, test, vi } from 'vitest';
import { resumeDue } from '../../src/app/run-due-jobs.ts';
import type { Requester } from '../../src/audit-log/refused-requests.ts';
import { refusedRequests } from '../../src/audit-log/refused-requests.ts';
import { channelId, personId } from '../builders/ids.ts';
import { aWorld } from '../doubles/a-world.ts';

const minuteMs = 60_000;
const helpdesk = { id: channelId('C0HELPDESK'), name: 'helpdesk' };

function aRequester(person: string, channel: Requester['channel'] = helpdesk): Requester {
  return { person: personId(person), name: person.slice(2).toLowerCase(), team: 'T0ACME', channel };
}

function aScene() {
  const world = aWorld();
  const refused = refusedRequests(world);
  const add = (times: number, requester = aRequester('U0GUS')) => {
    for (let each = 0; each < times; each += 1) refused.add(requester);
  };
  return { world, refused, add, entries: world.log.entries };
}

test('a flood of five minutes is one entry, which says how many requests it was and by whom', async () => {
  const { world, refused, add, entries } = aScene();
  add(100);
  await world.clock.sleep(5 * minuteMs - 1);
  add(272);
  await refused.recordDue();
  expect(entries).toEqual([]);

  await world.clock.sleep(1);
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

test('a flood that goes on is an entry every five minutes, and no request is missing', async () => {
  const { world, refused, add, entries } = aScene();
  for (let minute = 0; minute < 12; minute += 1) {
    add(10);
    await world.clock.sleep(minuteMs);
    await refused.recordDue();
  }
  await refused.recordAll();

  const counts = entries.map(({ detail = '' }) => Number(/(\d+) further/.exec(detail)?.[1]));
  expect(counts).toEqual([50, 50, 20]);
});

test('each person has an entry of their own; who asked in several channels, none of a channel', async () => {
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

test('a count that cannot be recorded is said, kept, and recorded together with what came since', async () => {
  const { world, refused, add, entries } = aScene();
  add(7);
  world.log.refuse('refused');
  await refused.recordAll();
  expect(world.diagnostics.reports).toMatchObject([{ during: 'record 7 refused requests of U0GUS' }]);

  world.log.refuse();
  add(5);
  await refused.recordAll();

  const counting = entries.map(({ detail }) => detail);
  expect(counting).toEqual(['too_many_requests: 12 further requests in 0 s']);
});

test('the count is announced from the agenda, once', async () => {
  const { world, refused, add } = aScene();
  add(3);
  await refused.recordAll();
  expect(world.announcer.stories).toEqual([]);

  await resumeDue(world);

  await vi.waitFor(async () => expect((await world.agenda.state()).open).toBe(0));
  expect(world.announcer.stories).toMatchObject([[{ kind: 'refused', actor: { id: 'U0GUS' } }]]);
});
