import type { ChannelId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { EnvironmentSettings } from './environment.ts';

/** The operator's complete configuration, checked as a whole. */
export interface Config extends EnvironmentSettings {
  /** The name of the slash command, such as `/vpn`. */
  readonly command: string;
  readonly rules: Rules;
  /** The channel in which audit entries are announced. */
  readonly auditChannel: ChannelId;
  readonly store: StoreSettings;
  /** Undefined when blocking is not set up. */
  readonly blocks: BlockSettings | undefined;
}

/** The list of blocks that the connect handlers read. They can only read DynamoDB, so it is always a table. */
export interface BlockSettings {
  readonly table: string;
  /** Whether a connect handler allows or denies everyone while it cannot read the list. */
  readonly onError: 'allow' | 'deny';
}

export type StoreSettings =
  | {
      readonly kind: 'sqlite';
      /** An absolute path; in the file, a relative path starts from the folder of the configuration file. */
      readonly path: string;
    }
  | { readonly kind: 'dynamodb'; readonly table: string };
