import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { awsEnvironment, type EmulatedVpn, named } from './emulated-vpn.ts';

const listing = ['ec2', 'describe-client-vpn-connections', '--output', 'json'];

/** The version of the AWS command line on this machine. @throws Where there is none. */
export async function commandLineVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)('aws', ['--version']).catch(() => {
    throw new Error('no `aws` on this machine');
  });
  return stdout.split(' ')[0] ?? stdout;
}

/** Lists an endpoint's connections as a person at a terminal would; discards the output. */
export function listByCommandLine(vpn: EmulatedVpn, ...filters: readonly string[]): Promise<void> {
  const words = [...listing, '--client-vpn-endpoint-id', named.id, ...filters];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...awsEnvironment(vpn) };
  const child = spawn('aws', words, { stdio: ['ignore', 'ignore', 'inherit'], env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the AWS command line ended with ${code}`)),
    );
  });
}
