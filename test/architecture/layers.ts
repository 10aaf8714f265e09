/** A folder (or a file) of the tree, and what its files may import from outside it. */
export interface Layer {
  /** The path that all its files begin with. */
  readonly path: string;
  /** Other layers, by path; `any` is for those that may import everything. */
  readonly layers: readonly string[] | 'any';
  /** Packages and `node:` modules; `*` at the end stands for anything. */
  readonly packages: readonly string[];
}

/** What an adapter may use beside its own technology. */
const plumbing = ['zod', 'date-fns/*', 'pino', 'node:*', '!node:sqlite'];
const domain = ['src/domain/'];
const domainAndPorts = [...domain, 'src/ports/'];
const rules = [...domainAndPorts, 'src/policy/', 'src/jobs/', 'src/audit-log/'];
const slack = [...rules, 'src/slack/block-kit/', 'src/slack/'];

/** A feature may import those before it, never those after it. */
export const featureOrder = [
  'connections',
  'charts',
  'block',
  'reconnect',
  'kick',
  'approval',
  'names',
  'audit',
  'details',
  'history',
  'who',
  'board',
  'new-places',
  'report',
  'endpoints',
  'help',
  'home',
  'doctor',
  'launcher',
] as const;

const features = featureOrder.map((name) => `src/features/${name}/`);
const allOfSrc = [
  ...slack,
  ...features,
  'src/history-recorder/',
  'src/permissions/',
  'src/credentials/',
  'src/aws/',
  'src/store/',
  'src/config/',
  'src/app/',
];

/** The dependencies that are allowed; a file belongs to the first layer whose path it begins with. */
export const layers: readonly Layer[] = [
  { path: 'src/domain/', layers: [], packages: ['node:crypto', 'date-fns/*'] },
  { path: 'src/ports/', layers: domain, packages: ['date-fns/*'] },
  { path: 'src/permissions/', layers: domain, packages: [] },
  { path: 'src/policy/', layers: domainAndPorts, packages: ['date-fns/*'] },
  { path: 'src/jobs/', layers: domainAndPorts, packages: ['date-fns/*'] },
  {
    path: 'src/audit-log/',
    layers: [...domainAndPorts, 'src/policy/', 'src/jobs/'],
    packages: ['date-fns/*'],
  },
  {
    path: 'src/history-recorder/',
    layers: [...domainAndPorts, 'src/jobs/'],
    packages: ['date-fns/*', 'node:timers/promises', 'zod'],
  },
  { path: 'src/slack/block-kit/', layers: domain, packages: ['@slack/types', 'zod', 'date-fns/*'] },
  {
    path: 'src/slack/',
    layers: [...rules, 'src/slack/block-kit/'],
    packages: ['@slack/*', 'lru-cache', 'p-queue', 'p-timeout', 'undici', ...plumbing],
  },
  {
    // What a thread of its own runs.
    path: 'src/features/charts/drawing/',
    layers: ['src/features/charts/'],
    packages: ['echarts', '@resvg/resvg-wasm', '@fontsource/inter', '@date-fns/tz', 'date-fns/*', 'node:*'],
  },
  ...features.map((path, at) => ({
    path,
    layers: [...slack, ...features.slice(0, at)],
    packages: [
      '@slack/*',
      'csv-stringify/sync',
      'lru-cache',
      'p-queue',
      'undici',
      '@date-fns/tz',
      ...plumbing,
    ],
  })),
  {
    path: 'src/credentials/',
    layers: domain,
    packages: ['@aws-sdk/credential-providers', 'date-fns/*', 'node:*', '!node:sqlite'],
  },
  {
    path: 'src/aws/',
    layers: [...domainAndPorts, 'src/credentials/'],
    packages: ['@aws-sdk/*', 'aws4fetch', 'lru-cache', ...plumbing],
  },
  {
    path: 'src/store/',
    layers: [...domainAndPorts, 'src/credentials/'],
    packages: [
      'zod',
      'date-fns/*',
      'node:*',
      '@aws-sdk/client-dynamodb',
      'lru-cache',
      'p-queue',
      'p-timeout',
    ],
  },
  {
    path: 'src/config/',
    layers: domain,
    packages: ['zod', 'yaml', 'node:fs', 'node:net', 'node:path', 'date-fns/*'],
  },
  { path: 'src/lambda/', layers: allOfSrc, packages: ['*', '!node:sqlite'] },
  { path: 'src/app/cli/', layers: allOfSrc, packages: ['*', '!@slack/*', '!@aws-sdk/*', '!node:sqlite'] },
  { path: 'src/app/', layers: [...allOfSrc, 'src/app/cli/'], packages: ['*', '!node:sqlite'] },
  {
    path: 'src/main.ts',
    layers: [...allOfSrc, 'src/app/cli/'],
    packages: ['*', '!@slack/*', '!@aws-sdk/*', '!node:sqlite'],
  },
  { path: 'emulators/', layers: [], packages: ['*', '!@slack/*', '@slack/types', '!@aws-sdk/*', '!vitest'] },
  { path: 'infra/', layers: ['src/config/', 'src/permissions/'], packages: ['*'] },
  {
    // What the package contains, and how it is built.
    path: 'packaging/',
    layers: ['src/main.ts', 'emulators/', 'infra/'],
    packages: ['esbuild', 'node:*', '!node:sqlite'],
  },
  { path: 'test/', layers: 'any', packages: ['*'] },
  { path: 'bench/', layers: 'any', packages: ['*'] },
  { path: 'release/', layers: [], packages: ['node:*'] },
  { path: 'docs-site/', layers: [], packages: ['node:*'] },
  { path: 'vitest.config.ts', layers: [], packages: ['node:os', 'vitest*'] },
];

export function layerOf(path: string): Layer | undefined {
  return layers.find((layer) => path.startsWith(layer.path));
}

/** Goes by the last pattern that fits, so that `!` takes back what a wider one gave. */
export function mayUsePackage(layer: Layer, specifier: string): boolean {
  const last = layer.packages.findLast((pattern) => fits(pattern.replace(/^!/, ''), specifier));
  return last !== undefined && !last.startsWith('!');
}

function fits(pattern: string, specifier: string): boolean {
  if (pattern.endsWith('*')) return specifier.startsWith(pattern.slice(0, -1));
  return specifier === pattern || specifier.startsWith(`${pattern}/`);
}
