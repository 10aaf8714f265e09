/** What people type to reach Bouncer in their workspace. */
export interface BotNames {
  /** The slash command, such as `/vpn`. */
  readonly command: string;
  /** With the `@`, such as `@bouncer`. */
  readonly handle: string;
}

/**
 * Replaces `/command` and `@handle` in a fixed sentence with Bouncer's names. The sentence must not contain text from
 * outside yet, which could contain the same placeholders.
 */
export function withNames(sentence: string, { command, handle }: BotNames): string {
  return sentence.replaceAll('/command', command).replaceAll('@handle', handle);
}

/** The name of Bouncer's slash command unless the operator chose another. */
export const defaultCommand = '/vpn';

/** @see https://docs.slack.dev/reference/app-manifest and https://slack.com/help/articles/201259356 */
const longestName = 32;
const builtInCommands: ReadonlySet<string> = new Set(
  [
    ...['active', 'apps', 'archive', 'away', 'call', 'canvas', 'close', 'collapse', 'dm', 'dnd', 'expand'],
    ...['feed', 'feedback', 'help', 'huddle', 'invite', 'invite_people', 'join', 'keys', 'kick', 'leave'],
    ...['me', 'msg', 'mute', 'open', 'part', 'prefs', 'pro', 'remind', 'remove', 'rename', 's', 'search'],
    ...['shortcuts', 'shrug', 'star', 'status', 'topic', 'unarchive', 'who'],
  ].map((name) => `/${name}`),
);

/** Reads the name of an app's slash command, such as `/vpn`; undefined if Slack does not accept the name. */
export function parseCommandName(text: string): string | undefined {
  return text.length <= longestName && /^\/[a-z0-9_-]+$/.test(text) ? text : undefined;
}

/** Returns whether a command is one of Slack's own, which no app can use. */
export function isBuiltInCommand(name: string): boolean {
  return builtInCommands.has(name);
}
