import { readFileSync } from 'node:fs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { storeIn } from '../../../src/app/dynamo-store.ts';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { JobQueue } from '../../../src/ports/job-queue.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { anApp, type MemoryContext } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { storesIn } from '../../store/every-store.ts';
import { openScratch } from '../../store/scratch-database.ts';
import { openTable, scratchDynamo } from '../../store/scratch-table.ts';
import { backups } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';
import { openJobs, requested, resumeAfter, soonMs } from './after-a-crash.ts';

/**
 * What the version with one job per endpoint had stored when it was killed: a kick on two endpoints that had terminated
 * the first connection, a kick by break-glass that had not begun, and a kick of many with Stop, which was not announced.
 */
const left = z
  .object({
    sqlite: z.record(z.string(), z.array(z.record(z.string(), z.union([z.string(), z.number()])))),
    dynamo: z.array(
      z.record(z.string(), z.union([z.object({ S: z.string() }), z.object({ N: z.string() })])),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('fixtures/jobs-of-one-endpoint.json', import.meta.url), 'utf8')));

const onProd = aConnection({ id: someConnections(1)[0]?.id ?? fail() });
const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
const named = (name: string) => ({ username: `${name}@example.com`, commonName: `${name}@example.com` });
const many = [
  aConnection({ id: connectionId('cvpn-connection-a'), ...named('anna') }),
  aConnection({ id: connectionId('cvpn-connection-c'), ...named('carl') }),
];
const [bobs, glass, manys] = ['on-both', 'glass', 'many'].map(correlation);

function fail(): never {
  throw new Error('there is one');
}

type Opened = Pick<MemoryContext, 'jobs' | 'locks'> & {
  readonly log: Pick<MemoryContext['log'], 'ofRequest'>;
};

async function anAppWith(open: (app: MemoryContext) => Promise<object>): Promise<MemoryContext & Opened> {
  const base = anApp([onProd, onLab, ...backups(1, { id: connectionId('cvpn-connection-b') }), ...many]);
  const app = { ...base, ...(await open(base)) };
  await app.vpn.terminate(anEndpoint(), { by: 'connection', id: onProd.id }, { id: '', name: '', team: '' });
  return app;
}

async function openSqlite({ clock }: MemoryContext): Promise<object> {
  const database = openScratch(undefined, clock);
  await database.write('write', (sqlite) => {
    for (const [table, rows] of Object.entries(left.sqlite))
      for (const row of rows) {
        const columns = Object.keys(row);
        const sql = `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`;
        sqlite.prepare(sql).run(...Object.values(row));
      }
  });
  const { log, locks, jobs } = storesIn(database);
  return { log, locks, jobs };
}

async function openDynamo({ clock }: MemoryContext): Promise<object> {
  const { url, table } = await scratchDynamo();
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1' });
  for (const Item of left.dynamo) await client.send(new PutItemCommand({ TableName: table, Item }));
  client.destroy();
  const { log, locks, jobs } = storeIn(await openTable(), clock);
  return { log, locks, jobs };
}

const kindsOf = async ({ log }: MemoryContext, request = bobs ?? fail(), endpoint?: string) =>
  (await log.ofRequest(request)).flatMap((entry) =>
    endpoint === undefined || entry.endpoint?.name === endpoint ? entry.kind : [],
  );
const lastOf = ({ announcer }: MemoryContext, request = bobs) =>
  announcer.shown.findLast((shown) => shown.correlation === request) ?? fail();
const storyOf = ({ announcer }: MemoryContext, first: AuditEntry['kind'], request = bobs) =>
  announcer.threads
    .findLast(([entry]) => entry?.kind === first && entry.correlation === request)
    ?.map(({ kind }) => kind);

describe.each([
  ['SQLite', openSqlite],
  ['DynamoDB', openDynamo],
])('jobs of one endpoint each, left in %s by the previous version', (_, open) => {
  it('are continued to one outcome each, and terminate no connection twice', async () => {
    const app = await anAppWith(open);

    await resumeAfter(soonMs, app);

    expect(await kindsOf(app, bobs, 'prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
    expect(await kindsOf(app, bobs, 'lab')).toEqual(['requested', 'finished', 'confirmed']);
    expect(app.vpn.terminations).toEqual([onProd, onLab].map(({ id }) => ({ by: 'connection', id })));
    expect(outcomeOf(lastOf(app))).toBe('all_ended');
    expect(await openJobs(app)).toBe(0);
  });

  it('are continued by two processes to one message that shows both endpoints', async () => {
    const app = await anAppWith(open);
    await app.clock.sleep(soonMs);

    await Promise.all([runDueJobs(app), runDueJobs(app)]);

    expect((await kindsOf(app)).toSorted()).toEqual(
      ['requested', 'finished', 'confirmed', 'requested', 'finished', 'confirmed'].toSorted(),
    );
    expect(app.vpn.terminations).toHaveLength(2);
    expect(
      lastOf(app)
        .parts.map(({ endpoint }) => endpoint.name)
        .toSorted(),
    ).toEqual(['lab', 'prod-eu']);
    expect(outcomeOf(lastOf(app))).toBe('all_ended');
  });

  it('close break-glass without a kick, once', async () => {
    const app = await anAppWith(open);

    await resumeAfter(soonMs, app);
    await resumeAfter(soonMs, app);

    expect(await kindsOf(app, glass)).toEqual(['break-glass', 'abandoned']);
    expect(storyOf(app, 'break-glass', glass)).toEqual(['break-glass', 'abandoned']);
  });

  it('announce Stop, and spare what it stopped', async () => {
    const app = await anAppWith(open);

    await resumeAfter(soonMs, app);

    expect(await kindsOf(app, manys)).toEqual(['requested', 'abandoned']);
    expect(app.announcer.threads.filter(([entry]) => entry?.kind === 'stopped')).toHaveLength(1);
  });

  it('leave an endpoint to a process of the previous version that still works on it', async () => {
    const app = await anAppWith(open);
    await app.clock.sleep(soonMs);
    const term = { now: app.clock.now(), until: new Date(app.clock.now().getTime() + 30_000) };
    await app.jobs.claimEarly(`kick ${bobs} ${lab.id}`, term);

    await runDueJobs(app);
    const meanwhile = { kinds: await kindsOf(app, bobs, 'lab'), outcome: outcomeOf(lastOf(app)) };
    await resumeAfter(30_000, app);

    expect(meanwhile).toEqual({ kinds: ['requested'], outcome: 'under_way' });
    expect(await kindsOf(app, bobs, 'lab')).toEqual(['requested', 'finished', 'confirmed']);
    expect(app.vpn.terminations).toHaveLength(2);
    expect(outcomeOf(lastOf(app))).toBe('all_ended');
  });
});

/** Enqueues a job as the version before did, which a process of that version holds. */
const enqueueForLab = (jobs: JobQueue, now: Date) =>
  jobs.enqueueClaimed(
    {
      key: `kick on-both ${lab.id}`,
      payload: JSON.stringify(['on-both', lab.id, 'names', 'bob@example.com']),
    },
    { now, until: new Date(now.getTime() + 60_000) },
  );

test('a request that a process of the previous version has begun is not begun again', async () => {
  const app = anApp([onProd, onLab]);
  await enqueueForLab(app.jobs, app.clock.now());

  expect(await kick(app, aKickOrder({ correlation: bobs ?? fail() }))).toMatchObject({ kind: 'begun' });
  expect(app.vpn.terminations).toEqual([]);
});

test('a job leaves an endpoint to a process of the previous version that has begun the kick there', async () => {
  const app = anApp([onProd, onLab]);
  await runUntilCrash(app, requested, (crashing) =>
    kick(crashing, aKickOrder({ correlation: bobs ?? fail() })),
  );
  await app.clock.sleep(soonMs);
  await enqueueForLab(app.jobs, app.clock.now());

  await runDueJobs(app);

  expect(app.vpn.terminations).toEqual([{ by: 'connection', id: onProd.id }]);
  expect(
    app.log.entries.filter(({ endpoint }) => endpoint?.id === lab.id).map(({ kind }) => kind),
  ).not.toContain('failed');
});

test('break-glass is closed once, even if another job waits for its kick', async () => {
  const app = anApp(backups(1));
  const context = { actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' }, correlation: glass ?? fail() };
  await app.log.append({
    ...context,
    at: app.clock.now().toISOString(),
    kind: 'break-glass',
    target: 'svc-backup',
  });
  for (const endpoint of ['', anEndpoint().id])
    await app.jobs.enqueue(
      {
        key: `kick glass ${endpoint}`.trim(),
        payload: JSON.stringify(['glass', endpoint, 'names', ...(endpoint === '' ? [] : ['svc-backup'])]),
      },
      app.clock.now(),
    );

  await resumeAfter(soonMs, app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['break-glass', 'abandoned']);
  expect(await openJobs(app)).toBe(0);
});
