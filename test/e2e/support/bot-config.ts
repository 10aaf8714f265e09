import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** What stands in bouncer.yml, as an operator writes it. */
export interface BotConfig {
  readonly command?: string;
  readonly endpoints: readonly object[];
  readonly channels: readonly object[];
  readonly everyone: readonly string[];
  readonly people: object;
  readonly protected: readonly string[];
  readonly kick: object;
  readonly security: object;
  readonly audit: { readonly channel: string };
  readonly store: object;
  readonly blocks?: object;
  readonly history?: object;
  readonly terminations?: object;
  readonly report?: object;
}

/** Endpoints of the emulated VPN: two that know user names, and one that knows certificates. */
export const endpoints = [
  {
    id: 'cvpn-endpoint-0000000000000aaa1',
    name: 'prod-eu',
    region: 'eu-west-1',
    authentication: 'federated',
  },
  {
    id: 'cvpn-endpoint-0000000000000aaa2',
    name: 'prod-us',
    region: 'us-east-1',
    authentication: 'directory',
  },
  {
    id: 'cvpn-endpoint-0000000000000aaa3',
    name: 'lab',
    region: 'eu-central-1',
    authentication: 'certificate',
  },
] as const;

export type EndpointName = (typeof endpoints)[number]['name'];

export function endpointNamed(wanted: EndpointName): (typeof endpoints)[number] {
  const found = endpoints.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`There is no endpoint ${wanted}.`);
  return found;
}

/** Acme's own rules, unless a test brings others. #general is in none of them. */
export const acmeConfig: BotConfig = {
  endpoints: endpoints.map(({ id, name, region }) => ({ id, name, region })),
  channels: [
    { id: 'C0HELPDESK', name: 'helpdesk', allow: ['see', 'kick'] },
    { id: 'C0SECOPS', name: 'secops', allow: ['see', 'kick', 'kick-many', 'block', 'audit'] },
    { id: 'C0LEADS', name: 'leads', allow: ['see'] },
    { id: 'C0SHARED', name: 'partners', allow: ['see', 'kick'] },
    { id: 'C0PRIVATE', name: 'board', allow: ['see', 'kick'] },
  ],
  everyone: ['self'],
  people: { match: 'email' },
  protected: ['svc-*'],
  kick: { minReason: 5, approveAbove: 5, listExpires: '15m' },
  security: { breakGlass: [] },
  audit: { channel: 'C0AUDIT' },
  store: { sqlite: './bouncer.db' },
  // Observing the endpoints costs calls that some tests count, and gives lists that are some seconds old. Tests of the
  // history turn it on.
  history: { days: 0 },
};

/** Writes bouncer.yml into a folder. @returns The file's path. */
export async function writeConfig(folder: string, config: object): Promise<string> {
  const path = join(folder, 'bouncer.yml');
  await writeFile(path, stringify(config));
  return path;
}
