import { dirname, resolve } from 'node:path';
import { problemsOf } from './checked.ts';
import type { BlockSettings, Config, StoreSettings } from './config.ts';
import { configPathFrom, type Environment, environmentSettingsFrom } from './environment.ts';
import type { FileSettings } from './file-schema.ts';
import { readFileSettings } from './file-settings.ts';
import { InvalidConfig } from './invalid-config.ts';
import { rulesFromFile } from './rules-from-file.ts';

/**
 * Reads the environment and the file that it names.
 *
 * @throws {InvalidConfig} with every problem of both.
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
 * Reads where the record is kept, for the commands that need nothing of Slack.
 * The file is still checked as a whole, so that no command works on a file that another refuses.
 *
 * @throws {InvalidConfig} with every problem of the file.
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
