import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EndpointObserver } from '../../src/history-recorder/observe-endpoint.ts';
import type { Snapshots } from '../../src/ports/vpn-gateway.ts';
import { sqliteConnectionHistory } from '../../src/store/sqlite/connection-history.ts';
import { historyFile } from '../../src/store/sqlite/history-file.ts';
import { anApp } from '../../test/doubles/an-app.ts';
import { realClock } from '../../test/store/real-clock.ts';
import { ask, type Row } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { repeated } from './rounds.ts';

const newProcesses = 3;
const laterLooks = 2;

const rows = [
  {
    question: '126,000 connections observed for the first time (scanned and written), CPU',
    unit: 'ms',
    bound: 60_000,
    judgedBy: 'median',
  },
  {
    question: 'meanwhile, the longest turn of the event loop, CPU',
    unit: 'ms',
    // As in a scan without the observer, most of it is garbage collection.
    bound: 100,
    judgedBy: 'median',
  },
  {
    question: 'the same 126,000 observed again, as every five minutes, CPU',
    unit: 'ms',
    bound: 6_000,
    judgedBy: 'median',
  },
  {
    question: 'meanwhile, the longest turn of the event loop, CPU',
    unit: 'ms',
    bound: 100,
    judgedBy: 'median',
  },
] as const satisfies readonly Row[];

/** What does it cost everyone else that the history is recorded on the largest endpoint? */
export function observer(vpn: EmulatedVpn) {
  return ask(rows, async () => {
    const first: Cost[] = [];
    const later: Cost[] = [];
    await repeated(newProcesses, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'bouncer-bench-observer-'));
      const file = historyFile(join(folder, 'bouncer.db'), realClock);
      try {
        // Whoever asks the same gateway again within seconds shares its snapshot: each look here is to scan.
        const snapshots: Snapshots = {
          recent: (at, ask) => botGateway(vpn).snapshots.recent(at, ask),
          connections: async () => [],
        };
        const history = sqliteConnectionHistory(file);
        const { rules } = anApp();
        const observed = new EndpointObserver(
          { snapshots, history, rules, onFound: () => {}, isStopped: () => false },
          endpoint,
        );
        first.push(await costOf(() => observed.observe()));
        later.push(...(await repeated(laterLooks, () => costOf(() => observed.observe()))));
      } finally {
        file.close();
        rmSync(folder, { recursive: true });
      }
    });
    return [first, later].flatMap((costs) => [
      { measured: costs.map(({ cpuMs }) => cpuMs) },
      { measured: costs.map(({ longestTurnMs }) => longestTurnMs) },
    ]);
  });
}

interface Cost {
  readonly cpuMs: number;
  /** CPU time, since other work on the machine delays the process as well. */
  readonly longestTurnMs: number;
}

async function costOf(work: () => Promise<number | undefined>): Promise<Cost> {
  let longestTurnMs = 0;
  let last = process.threadCpuUsage();
  // It is due in every turn, so that no more than one long turn lies between two of them.
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    longestTurnMs = Math.max(longestTurnMs, (user + system) / 1e3);
    last = process.threadCpuUsage();
  }, 1);
  const before = process.cpuUsage();
  try {
    if ((await work()) === undefined) throw new Error('nothing was observed');
    const { user, system } = process.cpuUsage(before);
    return { cpuMs: (user + system) / 1e3, longestTurnMs };
  } finally {
    clearInterval(timer);
  }
}
