import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { VpnEndpoint } from '../ec2/model/vpn-endpoint.ts';

/** The table that Bouncer and the connect handler share. */
export const blockTable = 'bouncer-blocks';

/**
 * Writes the configuration that Bouncer is started with in the demo.
 *
 * @param changes What stands in it instead of the demo's usual rules.
 * @returns The file's path.
 */
export async function writeDemoConfig(
  folder: string,
  endpoints: readonly VpnEndpoint[],
  changes: object = {},
): Promise<string> {
  const path = join(folder, 'bouncer.yml');
  await writeFile(path, stringify({ ...demoConfig(endpoints), ...changes }));
  return path;
}

function demoConfig(endpoints: readonly VpnEndpoint[]) {
  return {
    endpoints: endpoints.map(({ id, name, region }) => ({ id, name, region })),
    channels: [
      { id: 'C0HELPDESK', name: 'helpdesk', allow: ['see', 'kick'] },
      { id: 'C0SECOPS', name: 'secops', allow: ['see', 'kick', 'kick-many', 'block', 'audit'] },
      { id: 'C0LEADS', name: 'leads', allow: ['see'] },
      { id: 'C0SHARED', name: 'partners', allow: ['see', 'kick'] },
    ],
    everyone: ['self'],
    people: { match: 'email' },
    protected: ['svc-*'],
    kick: { approvers: ['S0RESPONDERS'] },
    security: { breakGlass: ['U0OMAR'] },
    audit: { channel: 'C0AUDIT' },
    store: { sqlite: './bouncer.db' },
    blocks: { dynamodb: blockTable },
    history: { connectionLog: true },
  };
}
