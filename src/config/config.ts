import type { ChannelId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { EnvironmentSettings } from './environment.ts';

/** Everything the operator decided, checked as a whole. */
export interface Config extends EnvironmentSettings {
  /** The name of the slash command, such as `/vpn`. */
  readonly command: string;
  readonly rules: Rules;
  /** Where entries of the record are announced. */
  readonly auditChannel: ChannelId;
  readonly store: StoreSettings;
  /** Undefined where nobody can be kept out. */
  readonly blocks: BlockSettings | undefined;
}

/** The list of blocks that the connect handlers read: theirs is the only way to it, so it is a table always. */
export interface BlockSettings {
  readonly table: string;
  /** What a connect handler does with everybody while it cannot read the list. */
  readonly onError: 'allow' | 'deny';
}

export type StoreSettings =
  | {
      readonly kind: 'sqlite';
      /** Absolute: a relative path counts from the folder of the configuration file. */
      readonly path: string;
    }
  | { readonly kind: 'dynamodb'; readonly table: string };
