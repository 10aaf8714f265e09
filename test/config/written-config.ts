import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { InvalidConfig, type Problem } from '../../src/config/invalid-config.ts';
import { loadConfig } from '../../src/config/load-config.ts';

/** A file with nothing but what must be there. */
export const leastConfig = `
endpoints:
  - { id: cvpn-endpoint-0123456789abcdef0, name: prod-eu, region: eu-west-1 }
audit: { channel: C0AUDIT }
`;

export const socketTokens = { SLACK_BOT_TOKEN: 'xoxb-1-a', SLACK_APP_TOKEN: 'xapp-1-a' };

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes a configuration file and returns an environment that names it and is otherwise in order. */
export function environmentWith(file: string | Uint8Array) {
  const path = join(temporaryFolder(), 'bouncer.yml');
  writeFileSync(path, file);
  return { BOUNCER_CONFIG: path, ...socketTokens };
}

export function problemsIn(file: string | Uint8Array): readonly Problem[] {
  return problemsFrom(() => loadConfig(environmentWith(file)));
}

/** What a loader complains about; nothing when it does not. */
export function problemsFrom(load: () => unknown): readonly Problem[] {
  try {
    load();
    return [];
  } catch (thrown) {
    if (thrown instanceof InvalidConfig) return thrown.problems;
    throw thrown;
  }
}
