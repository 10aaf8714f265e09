import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it } from 'vitest';
import type { EntryDraft, FoundEntry } from '../../../src/domain/audit-entry.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { findTerminations, terminationOf } from '../../../src/features/details/find-terminations.ts';
import { dynamoAuditLog } from '../../../src/store/dynamo/audit-log.ts';
import { sqliteAuditLog } from '../../../src/store/sqlite/audit-log.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { anApp } from '../../doubles/an-app.ts';
import { realClock } from '../../store/real-clock.ts';
import { openScratch } from '../../store/scratch-database.ts';
import { openScratchTable } from '../../store/scratch-table.ts';

const ended = aConnection({ status: { code: 'terminated', message: undefined }, endedAt: new Date() });
const by = { id: 'U0HELGA', name: 'helga', team: 'T0HOME' };
const status = (previous: string, current: string) => [
  { id: ended.id, previous: { code: previous }, current: { code: current } },
];
const now = new Date('2026-11-02T09:00:00Z');
const at = (minutesAgo: number) => addMinutes(now, -minutesAgo).toISOString();

async function terminationIn(...drafts: readonly Partial<EntryDraft>[]) {
  const app = anApp();
  for (const draft of drafts) await app.log.append(anEntryDraft(draft));
  return terminationOf(await findTerminations(app, [ended, ...someConnections(1)]), ended);
}

describe('the audit log says who terminated a connection', () => {
  it('with the person, the channel and the reason', async () => {
    expect(await terminationIn({})).toEqual({
      by,
      channel: 'C0HELPDESK',
      reason: 'stale session, user asked',
    });
  });

  it.each([
    ['AWS was asked to terminate it', { kind: 'finished', connections: status('active', 'terminating') }],
    ['it was seen to have ended', { kind: 'confirmed', connections: status('active', 'terminated') }],
    ['its end was not seen in time', { kind: 'unconfirmed', connections: status('active', 'terminating') }],
  ] as const)('if %s', async (_title, draft) => {
    expect(await terminationIn(draft)).toMatchObject({ by });
  });

  it.each([
    ['it had already ended', { connections: status('active', 'already-gone') }],
    ['it was terminated already', { connections: status('terminated', 'terminated') }],
    ['someone else was terminating it', { connections: status('terminating', 'terminating') }],
    ['AWS did not terminate it', { connections: status('active', 'failed-to-terminate') }],
    ['AWS refused', { kind: 'failed', connections: status('active', 'failed') }],
    ['the kick was stopped', { connections: status('active', 'stopped') }],
    ['it was only requested', { kind: 'requested', connections: [{ id: ended.id }] }],
    ['it was seen while it ended', { kind: 'returned', connections: status('active', 'terminating') }],
    ['it was on another endpoint', { endpoint: { id: lab.id, name: lab.name, region: lab.region } }],
    ['it was more than 65 minutes ago', { at: at(66) }],
  ] as const)('but not if %s', async (_title, draft) => {
    expect(await terminationIn(draft)).toBeUndefined();
  });

  it('with the latest kick that terminated it', async () => {
    const latest = await terminationIn(
      { at: at(9), reason: 'first attempt', connections: status('active', 'terminating') },
      { at: at(8), reason: 'first attempt', kind: 'confirmed', connections: status('active', 'active') },
      { at: at(5), reason: 'second attempt', connections: status('active', 'terminating') },
      { at: at(4), reason: 'too late', connections: status('active', 'already-gone') },
    );

    expect(latest).toMatchObject({ reason: 'second attempt' });
  });
});

it.each([
  ['SQLite', async () => sqliteAuditLog(openScratch())],
  ['DynamoDB', async () => dynamoAuditLog(await openScratchTable(), { clock: realClock, random: () => 0 })],
])('finds a termination in an audit log in %s', async (_title, open) => {
  const log = await open();
  for (const kind of ['requested', 'finished', 'confirmed', 'refused'] as const)
    await log.append(anEntryDraft({ kind }));

  const found = await findTerminations({ ...anApp(), log }, [ended, ...someConnections(1)]);

  expect(found.extent).toBe('complete');
  expect(terminationOf(found, ended)).toMatchObject({ by, reason: 'stale session, user asked' });
});

describe('the audit log is read', () => {
  it('not at all if no connection has ended', async () => {
    const app = anApp();
    app.log.newestFirst = () => {
      throw new Error('read');
    };

    expect(await findTerminations(app, [])).toMatchObject({ extent: 'complete' });
  });

  it('no further back than every connection’s termination', async () => {
    const app = anApp();
    const read: number[] = [];
    app.log.newestFirst = async function* () {
      for (let seq = 9; seq > 0; seq -= 1) {
        read.push(seq);
        yield readable(seq);
      }
    };

    await findTerminations(app, [ended]);

    expect(read).toEqual([9]);
  });

  it('no further than its limit, and the result says so', async () => {
    const app = anApp();
    let read = 0;
    app.log.newestFirst = async function* () {
      for (;;) {
        read += 1;
        yield readable(1_000_000 - read);
      }
    };

    const found = await findTerminations(app, someConnections(2));

    expect(read).toBe(2_000);
    expect(found.extent).toBe('partial');
  });

  it('for no longer than people wait, and the result says so', async () => {
    const app = anApp();
    app.log.newestFirst = async function* () {
      for (let seq = 9; seq > 0; seq -= 1) {
        await app.clock.sleep(400);
        yield readable(seq);
      }
    };

    expect(await findTerminations(app, someConnections(2))).toMatchObject({ extent: 'partial' });
  });

  it('past an unreadable entry, and the result says that something may be missing', async () => {
    const app = anApp();
    app.log.newestFirst = async function* () {
      yield { kind: 'unreadable', seq: 2 };
      yield readable(1);
    };

    const found = await findTerminations(app, [ended, ...someConnections(1)]);

    expect(terminationOf(found, ended)).toMatchObject({ by });
    expect(found.extent).toBe('partial');
  });

  it('if it can be: otherwise the result says so, and the failure is reported', async () => {
    const app = anApp();
    app.log.newestFirst = () => {
      throw new Failure('store_unavailable', 'the disk is gone');
    };

    expect(await findTerminations(app, [ended])).toMatchObject({ extent: 'unread' });
    expect(app.diagnostics.reports).toMatchObject([{ code: 'store_unavailable' }]);
  });
});

function readable(seq: number): FoundEntry {
  return { kind: 'readable', entry: { ...anEntryDraft(), seq, prev: '', hash: '' } };
}
