import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
    question: 'meanwhile, the longest time in which the process does nothing else',
    unit: 'ms',
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
    question: 'meanwhile, the longest time in which the process does nothing else',
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
      { measured: costs.map(({ pauseMs }) => pauseMs) },
    ]);
  });
}

interface Cost {
  readonly cpuMs: number;
  readonly pauseMs: number;
}

async function costOf(work: () => Promise<number | undefined>): Promise<Cost> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  delay.enable();
  const listed = await work();
  delay.disable();
  if (listed === undefined) throw new Error('nothing was observed');
  const { user, system } = process.cpuUsage(before);
  // In microseconds and nanoseconds.
  return { cpuMs: (user + system) / 1e3, pauseMs: delay.max / 1e6 };
}
