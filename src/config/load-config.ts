import { dirname, resolve } from 'node:path';
import { problemsOf } from './checked.ts';
import type { BlockSettings, Config, StoreSettings } from './config.ts';
import { configPathFrom, type Environment, environmentSettingsFrom } from './environment.ts';
import type { FileSettings } from './file-schema.ts';
import { readFileSettings } from './file-settings.ts';
import { InvalidConfig } from './invalid-config.ts';
import { rulesFromFile } from './rules-from-file.ts';

/**
 * Reads the environment and the configuration file that it names.
 *
 * @throws {InvalidConfig} with every problem in either.
 */
export function loadConfig(environment: Environment): Config {
  const path = configPathFrom(environment);
  const file = readFileSettings(path);
  const settings = environmentSettingsFrom(environment);
  if (!file.valid || !settings.valid) throw new InvalidConfig([...problemsOf(file), ...problemsOf(settings)]);

  return {
    ...settings.value,
    command: file.value.command,
    rules: rulesFromFile(file.value),
    auditChannel: file.value.audit.channel,
    store: storeSettingsFrom(file.value, path),
    blocks: blockSettingsFrom(file.value),
  };
}

/**
 * Reads where the audit log is kept, for commands that do not need Slack. The whole file is still checked, so that no
 * command accepts a file that another refuses.
 *
 * @throws {InvalidConfig} with every problem in the file.
 */
export function loadStoreSettings(environment: Environment): StoreSettings {
  const path = configPathFrom(environment);
  const file = readFileSettings(path);
  if (!file.valid) throw new InvalidConfig(file.problems);

  return storeSettingsFrom(file.value, path);
}

function storeSettingsFrom({ store }: FileSettings, configPath: string): StoreSettings {
  return 'sqlite' in store
    ? { kind: 'sqlite', path: resolve(dirname(configPath), store.sqlite) }
    : { kind: 'dynamodb', table: store.dynamodb };
}

function blockSettingsFrom({ blocks }: FileSettings): BlockSettings | undefined {
  return blocks && { table: blocks.dynamodb, onError: blocks.onError };
}
