import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject, objectAt, objectsAt, stringAt } from '../protocol/json-object.ts';

/** The installed app, as its manifest describes it. */
export interface Manifest {
  readonly appName: string;
  readonly description: string;
  readonly botName: string;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly Shortcut[];
  readonly botScopes: readonly string[];
  readonly hasHomeTab: boolean;
  /** The events that the app subscribes to. */
  readonly botEvents: readonly string[];
  /** Whether people can write nothing, not even commands, in the direct message with the app. */
  readonly isReadOnly: boolean;
}

export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly hint: string;
  /** `should_escape`: names in the typed text arrive as ids. */
  readonly escapes: boolean;
}

export interface Shortcut {
  readonly type: 'global' | 'message';
  readonly name: string;
  readonly description: string;
  readonly callbackId: string;
}

/**
 * Reads a manifest in YAML or JSON.
 * Source: https://docs.slack.dev/reference/app-manifest
 */
export async function loadManifest(path: string | URL): Promise<Manifest> {
  return manifestFromText(await readFile(path, 'utf8'));
}

export function manifestFromText(text: string): Manifest {
  const manifest: unknown = parse(text);
  if (!isJsonObject(manifest)) throw new Error('The manifest holds no object.');
  const display = objectAt(manifest, 'display_information') ?? {};
  const features = objectAt(manifest, 'features') ?? {};
  const scopes = objectAt(objectAt(manifest, 'oauth_config') ?? {}, 'scopes') ?? {};
  const appName = stringAt(display, 'name') ?? 'App';
  const home = objectAt(features, 'app_home');
  const events = objectAt(objectAt(manifest, 'settings') ?? {}, 'event_subscriptions') ?? {};
  return {
    appName,
    description: stringAt(display, 'description') ?? '',
    botName: stringAt(objectAt(features, 'bot_user') ?? {}, 'display_name') ?? appName,
    commands: objectsAt(features, 'slash_commands').map(commandFrom),
    shortcuts: objectsAt(features, 'shortcuts').map(shortcutFrom),
    botScopes: textsIn(scopes.bot),
    hasHomeTab: home?.home_tab_enabled === true,
    botEvents: textsIn(events.bot_events),
    isReadOnly: home?.messages_tab_read_only_enabled === true,
  };
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}

function commandFrom(declared: JsonObject): SlashCommand {
  return {
    command: stringAt(declared, 'command') ?? '',
    description: stringAt(declared, 'description') ?? '',
    hint: stringAt(declared, 'usage_hint') ?? '',
    escapes: declared.should_escape === true,
  };
}

function shortcutFrom(declared: JsonObject): Shortcut {
  const name = stringAt(declared, 'name') ?? '';
  const { type } = declared;
  if (type !== 'global' && type !== 'message') throw new Error(`The shortcut “${name}” has no type.`);
  return {
    type,
    name,
    description: stringAt(declared, 'description') ?? '',
    callbackId: stringAt(declared, 'callback_id') ?? '',
  };
}
