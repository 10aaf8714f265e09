import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { botEntryPoint } from '../../bundles/bundles.ts';

const config = `
endpoints: [{ id: cvpn-endpoint-0123456789abcdef0, name: prod-eu, region: eu-west-1 }]
audit: { channel: C0AUDIT }
store: { sqlite: ./record.db }
`;

/** A folder with a configuration, and the path of the record that it names. */
export interface Installation {
  readonly configPath: string;
  readonly recordPath: string;
}

export function anInstallation(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const configPath = join(folder, 'bouncer.yml');
  writeFileSync(configPath, config);
  return { configPath, recordPath: join(folder, 'record.db') };
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real process to its end, with nothing else in its environment than the configuration's path and this. */
export async function runBouncer(
  args: readonly string[],
  { configPath }: Installation,
  entryPoint = botEntryPoint(),
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [entryPoint, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { BOUNCER_CONFIG: configPath, ...environment },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}
