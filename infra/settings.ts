import { z } from 'zod';
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
  /** What the connect handler has of its own of Lambda's concurrent executions; nothing unless told otherwise. */
  readonly concurrency: Concurrency;
}

export interface Concurrency {
  readonly reserved: number | undefined;
  readonly provisioned: number | undefined;
}

/** What the operator says in the environment of the command that deploys. */
export interface DeployEnvironment {
  /** The Region of the first endpoint, unless told otherwise. */
  readonly BOUNCER_REGION?: string | undefined;
  readonly BOUNCER_CONNECT_RESERVED?: string | undefined;
  readonly BOUNCER_CONNECT_PROVISIONED?: string | undefined;
}

/**
 * Reads the same file as the bot does, with the same checks: what it would stop at is said before anything is deployed.
 *
 * @throws {InvalidConfig} with every problem of the file.
 */
export function infraSettingsFrom(configPath: string, environment: DeployEnvironment = {}): InfraSettings {
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
    region: environment.BOUNCER_REGION ?? first?.region ?? '',
    concurrency: concurrencyFrom(environment),
  };
}

/** None reserved would be no connect handler: everyone who connects would be denied. */
const concurrencySchema = z
  .object({
    BOUNCER_CONNECT_RESERVED: z.coerce.number().int().min(1).optional(),
    BOUNCER_CONNECT_PROVISIONED: z.coerce.number().int().min(1).optional(),
  })
  .refine(
    ({ BOUNCER_CONNECT_RESERVED: reserved, BOUNCER_CONNECT_PROVISIONED: provisioned }) =>
      reserved === undefined || provisioned === undefined || provisioned <= reserved,
    { path: ['BOUNCER_CONNECT_PROVISIONED'], message: 'is more than BOUNCER_CONNECT_RESERVED' },
  );

function concurrencyFrom(environment: DeployEnvironment): Concurrency {
  const { data, error } = concurrencySchema.safeParse(environment);
  if (error !== undefined) {
    throw new InvalidConfig(error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  }
  return { reserved: data.BOUNCER_CONNECT_RESERVED, provisioned: data.BOUNCER_CONNECT_PROVISIONED };
}
