import { parseArgs } from 'node:util';
import { inventEndpoints } from './model/vpn-endpoint.ts';
import type { Ec2Options } from './start-ec2.ts';

export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string }
  | { readonly kind: 'start'; readonly options: Ec2Options };

export const usage = `Usage: npm run emulator:ec2 -- [options]

Emulates EC2's Client VPN actions, STS and Secrets Manager for SDKs, the AWS CLI and boto3.

  --port N             port on 127.0.0.1; 0 takes a free one (4599)
  --endpoints N        Client VPN endpoints: prod-eu, lab, prod-us, vpn-4 ... (2)
  --connections N      live connections on each endpoint (40)
  --ended N            connections on each endpoint that ended within the last hour (10)
  --regular EMAIL      a person who stays connected; repeat it for more people or connections
  --heavy NAME         a name whose counters exceed 2^53; may be repeated
  --secret NAME=VALUE  a secret of Secrets Manager; may be repeated
  --seed N             seed of the random numbers (1)
  --termination-ms N   from Terminate until a connection has ended (3000)
  --reconnect-ms N     until a terminated certificate client reconnects; 0: it does not (8000)
  --sampling-ms N      age of the counters in unfiltered lists (1000)
  --frozen             no clients connect or disconnect by themselves
  --help               this text
`;

export function parseCommandLine(words: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({ args: [...words], options: flags, strict: true });
    if (values.help) return { kind: 'help' };
    return { kind: 'start', options: optionsFrom(values) };
  } catch (error) {
    if (isProblemOfTheWords(error)) return { kind: 'wrong', problem: error.message };
    throw error;
  }
}

const flags = {
  port: { type: 'string', default: '4599' },
  endpoints: { type: 'string', default: '2' },
  connections: { type: 'string', default: '40' },
  ended: { type: 'string', default: '10' },
  regular: { type: 'string', multiple: true },
  heavy: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  seed: { type: 'string', default: '1' },
  'termination-ms': { type: 'string', default: '3000' },
  'reconnect-ms': { type: 'string', default: '8000' },
  'sampling-ms': { type: 'string', default: '1000' },
  frozen: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof flags }>>['values'];

function optionsFrom(values: Values): Ec2Options {
  const reconnectMs = wholeNumber('reconnect-ms', values['reconnect-ms'], anHour);
  return {
    port: wholeNumber('port', values.port, 65_535),
    endpoints: inventEndpoints(wholeNumber('endpoints', values.endpoints, 16)),
    connections: wholeNumber('connections', values.connections, maxConnections),
    ended: wholeNumber('ended', values.ended, maxConnections),
    regulars: values.regular ?? [],
    heavyUsers: values.heavy ?? [],
    secrets: Object.fromEntries((values.secret ?? []).map(nameAndValue)),
    seed: wholeNumber('seed', values.seed, 2 ** 31),
    terminationMs: wholeNumber('termination-ms', values['termination-ms'], anHour),
    samplingMs: wholeNumber('sampling-ms', values['sampling-ms'], anHour),
    isAlive: !values.frozen,
    ...(reconnectMs === 0 ? {} : { reconnectMs }),
  };
}

/** Ours are RangeErrors; parseArgs' own have codes such as ERR_PARSE_ARGS_UNKNOWN_OPTION. */
function isProblemOfTheWords(error: unknown): error is Error {
  if (error instanceof RangeError) return true;
  return error instanceof TypeError && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS');
}

function wholeNumber(flag: string, text: string, most: number): number {
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  throw new RangeError(`--${flag} is a whole number from 0 to ${most}, not "${text}".`);
}

function nameAndValue(text: string): readonly [string, string] {
  const end = text.indexOf('=');
  // Without the text: it may hold the secret.
  if (end < 1) throw new RangeError('--secret is NAME=VALUE.');
  return [text.slice(0, end), text.slice(end + 1)];
}

/** The largest quota, with five subnet associations: https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/limits.html */
const maxConnections = 126_000;
const anHour = 3_600_000;
