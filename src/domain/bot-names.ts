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
