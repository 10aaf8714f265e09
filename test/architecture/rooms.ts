/** A folder (or a file) of the tree, and what its files may import from outside it. */
export interface Room {
  /** The path that all its files begin with. */
  readonly path: string;
  /** Other rooms, by path; `any` is for the rooms that look at everything. */
  readonly rooms: readonly string[] | 'any';
  /** Rooms of which only types may be imported. */
  readonly typesOf?: readonly string[];
  /** Packages and `node:` modules; `*` at the end stands for anything. */
  readonly packages: readonly string[];
}

/** What an adapter may use beside its own technology. */
const plumbing = ['zod', 'date-fns/*', 'pino', 'node:*', '!node:sqlite'];
const core = ['src/core/'];
/** The process' own AWS credentials, which every adapter of AWS uses. */
const credentials = 'src/credentials/';
const coreAndPorts = [...core, 'src/ports/'];
const allOfSrc = [
  ...coreAndPorts,
  'src/commands/',
  'src/slack/views/',
  'src/slack/identifiers',
  'src/slack/',
  'src/aws/',
  'src/store/',
  credentials,
  'src/config/',
];

const processPackages = ['*', '!@slack/*', '!@aws-sdk/*', '!node:sqlite'];

/** The arrows of the architecture, as an allow-list; a file belongs to the first room whose path it begins with. */
export const rooms: readonly Room[] = [
  { path: 'src/core/', rooms: [], packages: ['node:crypto', 'date-fns/*'] },
  { path: 'src/ports/', rooms: core, packages: [] },
  { path: 'src/commands/', rooms: coreAndPorts, packages: ['date-fns/*'] },
  { path: 'src/slack/identifiers', rooms: core, packages: ['zod'] },
  {
    path: 'src/slack/views/',
    rooms: [...core, 'src/slack/identifiers'],
    packages: ['@slack/types', 'date-fns/*'],
  },
  {
    path: 'src/slack/',
    rooms: [...coreAndPorts, 'src/commands/', 'src/slack/views/', 'src/slack/identifiers'],
    packages: ['@slack/*', 'lru-cache', 'p-queue', 'undici', ...plumbing],
  },
  {
    path: credentials,
    rooms: core,
    packages: ['@aws-sdk/credential-providers', 'date-fns/*', 'node:*', '!node:sqlite'],
  },
  {
    path: 'src/aws/',
    rooms: [...coreAndPorts, credentials],
    packages: ['@aws-sdk/*', 'aws4fetch', 'lru-cache', ...plumbing],
  },
  {
    path: 'src/store/',
    rooms: [...coreAndPorts, credentials],
    packages: ['zod', 'date-fns/*', 'node:*', '@aws-sdk/client-dynamodb'],
  },
  { path: 'src/config/', rooms: core, packages: ['zod', 'yaml', 'node:fs', 'node:path'] },
  {
    path: 'src/lambda/',
    rooms: [...allOfSrc, 'src/compose/', 'src/cli/'],
    packages: ['*', '!node:sqlite'],
  },
  { path: 'src/compose/', rooms: allOfSrc, packages: ['*', '!node:sqlite'] },
  { path: 'src/cli/', rooms: [...allOfSrc, 'src/compose/'], packages: processPackages },
  { path: 'src/main.ts', rooms: [...allOfSrc, 'src/compose/', 'src/cli/'], packages: processPackages },
  {
    path: 'emulators/',
    rooms: [],
    packages: ['*', '!@slack/*', '@slack/types', '!@aws-sdk/*', '!vitest'],
  },
  { path: 'infra/', rooms: ['src/config/'], packages: ['*'] },
  { path: 'test/', rooms: 'any', packages: ['*'] },
  { path: 'bench/', rooms: 'any', packages: ['*'] },
  { path: 'vitest.config.ts', rooms: [], packages: ['vitest*'] },
];

export function roomOf(path: string): Room | undefined {
  return rooms.find((room) => path.startsWith(room.path));
}

/** Goes by the last pattern that fits, so that `!` takes back what a wider one gave. */
export function mayUsePackage(room: Room, specifier: string): boolean {
  const last = room.packages.findLast((pattern) => fits(pattern.replace(/^!/, ''), specifier));
  return last !== undefined && !last.startsWith('!');
}

function fits(pattern: string, specifier: string): boolean {
  if (pattern.endsWith('*')) return specifier.startsWith(pattern.slice(0, -1));
  return specifier === pattern || specifier.startsWith(`${pattern}/`);
}
