import { z } from 'zod';
import type { FileSettings } from '../src/config/file-schema.ts';
import { readFileSettings } from '../src/config/file-settings.ts';
import { InvalidConfig } from '../src/config/invalid-config.ts';

/** What the stacks need from the operator's bouncer.yml. */
export interface InfraSettings {
  /** The file itself, which is deployed with the worker. */
  readonly configPath: string;
  readonly endpoints: FileSettings['endpoints'];
  readonly table: string;
  /** The log groups of which the worker may read the connection logs; `*` stands for any name. None if it reads none. */
  readonly logGroups: readonly string[];
  readonly blocks: { readonly table: string; readonly onError: 'allow' | 'deny' } | undefined;
  /** The Region of everything except what has to be in the endpoints' own Regions. */
  readonly region: string;
  /** The concurrent executions of Lambda that are reserved for the connect handler; none by default. */
  readonly concurrency: Concurrency;
}

export interface Concurrency {
  readonly reserved: number | undefined;
  readonly provisioned: number | undefined;
}

/** The environment variables of the command that deploys. */
export interface DeployEnvironment {
  /** The Region of the first endpoint by default. */
  readonly BOUNCER_REGION?: string | undefined;
  readonly BOUNCER_CONNECT_RESERVED?: string | undefined;
  readonly BOUNCER_CONNECT_PROVISIONED?: string | undefined;
}

/**
 * Reads the same file as Bouncer does, with the same checks, so that an invalid one is reported before anything is deployed.
 *
 * @throws {InvalidConfig} with every problem of the file.
 */
export function infraSettingsFrom(configPath: string, environment: DeployEnvironment = {}): InfraSettings {
  const file = readFileSettings(configPath);
  if (!file.valid) throw new InvalidConfig(file.problems);

  const { endpoints, store, blocks, history } = file.value;
  if (!('dynamodb' in store)) {
    const message = 'must be { dynamodb: NAME } on AWS, where no function keeps a file';
    throw new InvalidConfig([{ path: 'store', message }]);
  }
  const [first] = endpoints;
  return {
    configPath,
    endpoints,
    table: store.dynamodb,
    logGroups: history.days === 0 ? [] : logGroupsFrom(history.connectionLog),
    blocks: blocks && { table: blocks.dynamodb, onError: blocks.onError },
    region: environment.BOUNCER_REGION ?? first?.region ?? '',
    concurrency: concurrencyFrom(environment),
  };
}

function logGroupsFrom(setting: FileSettings['history']['connectionLog']): readonly string[] {
  if (typeof setting === 'boolean') return setting ? ['*'] : [];
  return setting;
}

/** Zero reserved executions would disable the connect handler, so everyone who connects would be denied. */
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
