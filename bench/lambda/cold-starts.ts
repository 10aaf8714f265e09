import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import type { Answer, Row } from '../figure.ts';
import type { LambdaBench } from './lambda-bench.ts';

export const coldStartRows: readonly Row[] = [
  {
    question: 'ingress, from the start of its process to its answer',
    unit: 'ms',
    bound: 300,
    judgedBy: 'median',
  },
  {
    question: 'worker’s initialization, to importing @slack/bolt alone',
    unit: '×',
    bound: 1.2,
    judgedBy: 'median',
  },
];

const rounds = 10;

/** How long does a cold start take? Each start is a fresh process. */
export async function measureColdStarts(bench: LambdaBench): Promise<readonly Answer[]> {
  const ingress: number[] = [];
  const [worker, bolt]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ingress.push(await coldIngress(bench));
    bolt.push(await freshProcess('import-process.ts', ['@slack/bolt']));
    worker.push(await coldWorker(bench));
  }
  const ratios = worker.map((ms, round) => ms / (bolt[round] ?? Number.NaN));
  return [
    { measured: ingress },
    { measured: ratios, note: `Bolt alone: ${bolt.map(Math.round).join(', ')} ms` },
  ];
}

function coldIngress({ bundles, environment, signingSecret }: LambdaBench): Promise<number> {
  const body = `command=%2Fvpn&text=who&trigger_id=${Math.random()}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(body, timestamp, signingSecret),
  };
  const event = JSON.stringify({ headers, body, isBase64Encoded: false });
  return freshProcess('cold-ingress-process.ts', [join(bundles.ingress, 'index.mjs'), event], environment);
}

function coldWorker({ bundles, environment }: LambdaBench): Promise<number> {
  return freshProcess('import-process.ts', [join(bundles.worker, 'index.mjs')], environment);
}

/** Runs a script in a new process. @returns The milliseconds that it measured. */
async function freshProcess(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args], { env: environment });
  return Number(stdout);
}
