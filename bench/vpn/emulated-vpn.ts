import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Call, Connect } from '../../emulators/ec2/control/control-protocol.ts';

const entryPoint = fileURLToPath(new URL('../../emulators/ec2/main.ts', import.meta.url));

/** The emulated AWS as a separate process, so that it does not share a CPU thread with what is measured. */
export interface EmulatedVpn {
  readonly url: string;
  /** Its latest calls, those after a number if one is given; it keeps a thousand. */
  calls(after?: number): Promise<readonly Call[]>;
  connect(client: Connect): Promise<void>;
  /** The CPU time it has used, in milliseconds. @throws Where the system does not report it. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** The emulator's default endpoints: the first has user names, the second certificates. */
export const [named, certified] = [
  { id: 'cvpn-endpoint-0123456789abcdef1', name: 'prod-eu', region: 'eu-west-1' },
  { id: 'cvpn-endpoint-0123456789abcdef2', name: 'lab', region: 'us-east-1' },
] as const;

/** Starts it with that many connections on each of two endpoints and without daily traffic. */
export async function startVpn(connections: number): Promise<EmulatedVpn> {
  const sizes = ['--endpoints', '2', '--connections', `${connections}`, '--ended', '0'];
  const still = ['--frozen', '--sampling-ms', '3600000', '--termination-ms', '1000', '--port', '0'];
  const child = spawn(process.execPath, [entryPoint, ...sizes, ...still], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await addressFrom(child.stdout);

  return {
    url,
    calls: async (after = 0) =>
      JSON.parse(await (await fetch(`${url}/_emulator/calls?after=${after}`)).text()),
    connect: (client) => post(`${url}/_emulator/connect`, client),
    cpuMs: () => cpuMsOf(child.pid),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

async function addressFrom(stdout: AsyncIterable<Buffer>): Promise<string> {
  let said = '';
  for await (const chunk of stdout) {
    said += chunk.toString();
    const [address] = /http:\/\/\S+/.exec(said) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the emulated AWS ended before it printed its address');
}

/** A tick is a hundredth of a second, and the two counts are the 14th and 15th field: man 5 proc. */
async function cpuMsOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12);
  return (Number(user) + Number(system)) * 10;
}

/** What any AWS client needs to find it. */
export function awsEnvironment({ url }: Pick<EmulatedVpn, 'url'>) {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: named.region,
    AWS_DEFAULT_REGION: named.region,
    AWS_ACCESS_KEY_ID: 'AKIABENCH00000000000',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-bench',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
