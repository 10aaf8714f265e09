import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaultCommand } from '../src/domain/bot-names.ts';
import { shortcutIds } from '../src/slack/block-kit/action-ids.ts';
import { subCommands } from '../src/slack/command/parse-command.ts';
import { botScopes } from '../src/slack/identify-bot.ts';
import { readRootFile, readSourceTree } from './architecture/source-tree.ts';

/**
 * What each Web API method takes, from its page at https://docs.slack.dev/reference/methods: all of a method's
 * scopes are needed, since the channels that the bot is in are public and private.
 */
const scopesByMethod: Readonly<Record<string, readonly string[]>> = {
  // It takes the app token, which has a scope of its own.
  'apps.connections.open': [],
  'auth.test': [],
  // It needs no token.
  'blocks.validate': [],
  'chat.deleteScheduledMessage': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.scheduleMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  // People are found on the VPN by their address.
  'users.info': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
};

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), usage_hint: z.string(), should_escape: z.boolean() }),
    ),
    shortcuts: z.array(
      z.object({ name: z.string(), type: z.string(), callback_id: z.string(), description: z.string() }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }).default({ bot_events: [] }),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

const manifest = manifestSchema.parse(parse(readRootFile('manifest.yml')));
const code = readSourceTree()
  .filter(({ path }) => /^src\/(slack|app|features)\//.test(path))
  .map(({ path }) => readRootFile(path))
  .join('\n');

describe('the manifest says what the code does', () => {
  it('declares the one command, with mentions resolved, and hints at every subcommand', () => {
    const [command, ...others] = manifest.features.slash_commands;

    expect(others).toEqual([]);
    expect(command).toMatchObject({ command: defaultCommand, should_escape: true });
    expect(command?.usage_hint.split(' | ')).toEqual(subCommands);
  });

  it('declares the shortcuts that something listens to, with names that Slack accepts', () => {
    const { shortcuts } = manifest.features;

    expect(shortcuts.map(({ type, callback_id }) => [type, callback_id])).toEqual([
      ['global', shortcutIds.launcher],
      ['message', shortcutIds.whoIsThis],
    ]);
    for (const { name, description } of shortcuts) {
      expect([...name].length).toBeLessThanOrEqual(24);
      expect([...description].length).toBeLessThanOrEqual(150);
    }
  });

  it('asks for the scopes of the methods that are called, and for no others', () => {
    const called = callsIn(code);

    const needed = called.flatMap((method) => scopesByMethod[method] ?? [`unknown scopes of ${method}`]);
    expect(called).not.toEqual([]);
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual(
      [...new Set(['commands', ...needed])].toSorted(),
    );
  });

  it('asks for the scopes that doctor holds what was granted against', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(botScopes));
  });

  it('subscribes to the events that something listens to, and to no others', () => {
    const listened = [...code.matchAll(/\bapp\.event(?:<[^(]*>)?\(\s*'([^']+)'/g)].map(([, event]) => event);

    expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(listened.toSorted());
  });

  it('switches interactivity on, since buttons and modals are listened to', () => {
    expect(code).toMatch(/\bapp\.(action|view)\b/);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
  });

  it('is written for Socket Mode', () => {
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });
});

/** The Web API methods that a text calls: `client.users.info(…)`. */
function callsIn(text: string): readonly string[] {
  const calls = text.matchAll(/\bclient\.((?:[a-z]\w*\.)+[a-z]\w*)\(/g);
  return [...new Set([...calls].map(([, method = '']) => method))];
}
