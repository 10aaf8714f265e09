/** What people type to reach the bot, as it is called in their workspace. */
export interface BotNames {
  /** The slash command, such as `/vpn`. */
  readonly command: string;
  /** With the `@`, such as `@bouncer`. */
  readonly handle: string;
}

/**
 * Puts the bot's names into a fixed sentence, which says `/command` and `@handle` for them. Nothing from outside may be in
 * it yet: it could say the same.
 */
export function withNames(sentence: string, { command, handle }: BotNames): string {
  return sentence.replaceAll('/command', command).replaceAll('@handle', handle);
}
