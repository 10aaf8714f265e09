import { dirname, resolve } from 'node:path';
import type { Endpoint } from '../domain/endpoint.ts';
import { type ChannelId, parseGroupId, parsePersonId } from '../domain/ids.ts';
import type { ChannelRule, ListedPeople, Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';
import {
  configPathFrom,
  type Environment,
  type EnvironmentSettings,
  environmentSettingsFrom,
} from './environment.ts';
import type { FileSettings } from './file-schema.ts';
import { readFileSettings } from './file-settings.ts';
import { InvalidConfig, problemsOf } from './invalid-config.ts';

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
    blocks: file.value.blocks && { table: file.value.blocks.dynamodb, onError: file.value.blocks.onError },
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

/** Translates a checked file into the rules that permissions and commands use. */
function rulesFromFile(file: FileSettings): Rules {
  const endpoints = file.endpoints.map(({ roleArn, ...endpoint }) => ({ ...endpoint, roleArn }));
  const channels = file.channels.map((channel) => channelRuleFrom(channel, endpoints));

  return {
    endpoints,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    everyoneMaySelf: file.everyone.includes('self'),
    everyoneMaySeeHealth: file.everyone.includes('health'),
    people: {
      match: file.people.match,
      domains: file.people.domains,
      map: peopleFrom(file.people.map),
    },
    claimsChannel: claimsChannelFrom(file, channels, endpoints),
    protected: file.protected,
    kick: {
      minReason: file.kick.minReason,
      approveAbove: file.kick.approveAbove,
      listExpiresMs: file.kick.listExpires,
      ...(file.kick.notify !== 'off' && { notify: file.kick.notify }),
      ...(file.kick.approvers && { approvers: listedPeopleFrom(file.kick.approvers) }),
    },
    terminations: file.terminations,
    history: {
      days: file.history.days,
      readsConnectionLog: file.history.connectionLog !== false,
      notify: file.history.notify,
      known: file.history.known,
    },
    report: file.report && { channel: file.report.channel, ...file.report.at, zone: file.report.zone },
    breakGlass: listedPeopleFrom(file.security.breakGlass),
  };
}

/**
 * The channel that decides about claims: by default, the first one that can block people on every endpoint, since a
 * name counts on every endpoint.
 */
function claimsChannelFrom(
  { people: { claims } }: FileSettings,
  channels: readonly ChannelRule[],
  endpoints: readonly Endpoint[],
): ChannelId | undefined {
  if (claims === 'off') return undefined;
  const canDecide = (channel: ChannelRule) =>
    channel.allow.includes('block') && channel.endpoints.length === endpoints.length;
  return claims ?? channels.find(canDecide)?.id;
}

function listedPeopleFrom(ids: readonly string[]): ListedPeople {
  return {
    people: ids.flatMap((id) => parsePersonId(id) ?? []),
    groups: ids.flatMap((id) => parseGroupId(id) ?? []),
  };
}

function channelRuleFrom(
  { endpoints: names, ...channel }: FileSettings['channels'][number],
  endpoints: readonly Endpoint[],
): ChannelRule {
  return {
    id: channel.id,
    name: channel.name ?? channel.id,
    allow: channel.allow,
    endpoints:
      names === undefined
        ? endpoints
        : endpoints.filter(({ name }) => names.some((wanted) => isSameName(wanted, name))),
    allowPublic: channel.allowPublic,
    allowOrgShared: channel.allowOrgShared,
  };
}

function peopleFrom(map: FileSettings['people']['map']): Rules['people']['map'] {
  return new Map(
    Object.entries(map).flatMap(([key, names]) => {
      const id = parsePersonId(key);
      return id === undefined ? [] : [[id, names]];
    }),
  );
}

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
interface BlockSettings {
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
