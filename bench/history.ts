import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { subDays } from 'date-fns/subDays';
import type { ConnectionUpdate } from '../src/domain/connection-record.ts';
import type { ConnectionHistory } from '../src/ports/connection-history.ts';
import { sqliteAuditLog } from '../src/store/sqlite/audit-log.ts';
import { sqliteConnectionHistory } from '../src/store/sqlite/connection-history.ts';
import { openSqliteDatabase } from '../src/store/sqlite/database.ts';
import { historyFile } from '../src/store/sqlite/history-file.ts';
import { endpointId } from '../test/builders/ids.ts';
import { aDraft } from '../test/contract/audit-log-contract.ts';
import { realClock } from '../test/store/real-clock.ts';
import { ask, type Figure, type Row } from './figure.ts';
import { measureHistoryHeld } from './history-held.ts';
import { aConnection, addressOf, days, fillWithMonth, nameOf } from './month-of-connections.ts';
import { tableOf } from './table.ts';

const endpoint = endpointId('cvpn-endpoint-0123456789abcdef0');
const now = new Date('2026-11-20T12:00:00Z');
/** As many as one endpoint holds. */
const atOnce = 126_000;

const rows = [
  {
    question: 'history of a person in 30 days × 5,000 connections',
    unit: 'ms',
    bound: 50,
    judgedBy: 'median',
  },
  {
    question: 'the same of a public address that 200 people share, the latest 100',
    unit: 'ms',
    bound: 50,
    judgedBy: 'median',
  },
  {
    question: 'the same of everyone on the endpoint in the last day, the latest 1,000',
    unit: 'ms',
    bound: 50,
    judgedBy: 'median',
  },
  {
    question: 'history of 1,000 people × 5 connections × 30 days, on disk',
    unit: 'MB',
    bound: 100,
    judgedBy: 'worst',
  },
  {
    question: '126,000 new connections written to the history: how late a timer fires meanwhile',
    unit: 'ms',
    bound: 50,
    judgedBy: 'median',
  },
  { question: 'an audit entry appended meanwhile', unit: 'ms', bound: 100, judgedBy: 'median' },
  { question: 'history of a person, looked up meanwhile', unit: 'ms', bound: 50, judgedBy: 'median' },
] as const satisfies readonly Row[];

/** How large does the history get, in the file and in memory, how fast is a look at it, and who waits while it is written? */
export async function measureHistory(): Promise<readonly Figure[]> {
  return [...(await measureStore()), ...(await measureHistoryHeld())];
}

async function measureStore(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-bench-history-'));
  const store = openSqliteDatabase(join(folder, 'bouncer.db'), realClock);
  const file = historyFile(join(folder, 'bouncer.db'), realClock);
  try {
    return await ask(rows, async () => {
      const filled = historyFile(join(folder, 'bouncer.db'), realClock);
      await fillWithMonth(sqliteConnectionHistory(filled), endpoint, now);
      filled.close();
      const size = statSync(filled.path).size / 1e6;
      const history = sqliteConnectionHistory(file);
      const look = (by: Parameters<ConnectionHistory['find']>[0]['by'], since: Date, limit: number) =>
        timesOf(20, () => history.find({ by, since, until: now, limit }));
      const ofPerson = { kind: 'names', names: [nameOf(7)] } as const;
      const looks = [
        await look(ofPerson, subDays(now, days), 1_000),
        await look({ kind: 'publicIp', publicIp: addressOf(7) }, subDays(now, days), 100),
        await look({ kind: 'endpoint', endpointId: endpoint }, subDays(now, 1), 1_000),
      ];
      const log = sqliteAuditLog(store);
      const appended: number[] = [];
      const looked: number[] = [];
      const stalls = stallsDuring(history.record(newConnections()));
      let isDone = false;
      const writing = stalls.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        appended.push(...(await timesOf(1, () => log.append(aDraft))));
        looked.push(
          ...(await timesOf(1, () =>
            history.find({ by: ofPerson, since: subDays(now, days), until: now, limit: 10 }),
          )),
        );
        await sleep(20);
      }
      return [
        ...looks.map((measured) => ({ measured })),
        { measured: [size] },
        { measured: await writing },
        { measured: appended },
        { measured: looked },
      ];
    });
  } finally {
    file.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
}

/** How often the event loop is asked whether it still turns. */
const askEveryMs = 10;

/** Collects how much later than due each timer fires while this is done. */
async function stallsDuring(work: Promise<void>): Promise<readonly number[]> {
  const late: number[] = [];
  let dueMs = performance.now() + askEveryMs;
  const timer = setInterval(() => {
    late.push(Math.max(0, performance.now() - dueMs));
    dueMs = performance.now() + askEveryMs;
  }, askEveryMs);
  try {
    await work;
    return late;
  } finally {
    clearInterval(timer);
  }
}

async function timesOf(times: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const beganMs = performance.now();
    await work();
    measured.push(performance.now() - beganMs);
  }
  return measured;
}

function newConnections(): readonly ConnectionUpdate[] {
  return Array.from({ length: atOnce }, (_, n) => aConnection(n, endpoint, now));
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measureHistory())}\n`);
  process.exit(0);
}
