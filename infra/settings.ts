import type { FileSettings } from '../src/config/file-schema.ts';
import { readFileSettings } from '../src/config/file-settings.ts';
import { InvalidConfig } from '../src/config/invalid-config.ts';

/** What the stacks need of the operator's bouncer.yml. */
export interface InfraSettings {
  /** The file itself, which goes along with the worker. */
  readonly configPath: string;
  readonly endpoints: FileSettings['endpoints'];
  readonly table: string;
  readonly blocks: { readonly table: string; readonly onError: 'allow' | 'deny' } | undefined;
  /** Where everything is but what has to be beside the endpoints. */
  readonly region: string;
}

/**
 * Reads the same file as the bot does, with the same checks: what it would stop at is said before anything is deployed.
 *
 * @param region The Region of the first endpoint, unless told otherwise.
 * @throws {InvalidConfig} with every problem of the file.
 */
export function infraSettingsFrom(configPath: string, region?: string): InfraSettings {
  const file = readFileSettings(configPath);
  if (!file.valid) throw new InvalidConfig(file.problems);

  const { endpoints, store, blocks } = file.value;
  if (!('dynamodb' in store)) {
    const message = 'must be { dynamodb: NAME } on AWS, where no function keeps a file';
    throw new InvalidConfig([{ path: 'store', message }]);
  }
  const [first] = endpoints;
  return {
    configPath,
    endpoints,
    table: store.dynamodb,
    blocks: blocks && { table: blocks.dynamodb, onError: blocks.onError },
    region: region ?? first?.region ?? '',
  };
}
