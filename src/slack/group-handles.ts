import type { Directory } from '../ports/directory.ts';
import type { VpnCommand } from './parse-command.ts';
import { plainPunctuation } from './typed-text.ts';

export interface HandlesRead {
  readonly text: string;
  /** Handles that match no user group and that Slack did not turn into a mention. */
  readonly unknown: readonly string[];
}

/** Matches quoted text, and mentions and links made by Slack; otherwise a handle that is not part of an address. */
const pattern =
  /"[^"]*"|<[^<>]*>|(?<![^\s,;(/&+])@([\p{L}\d](?:[\p{L}\d._-]*[\p{L}\d])?)(?![\p{L}\d._-]*@)/gu;

/**
 * Turns handles of user groups that Slack passed on as text into mentions, so that a group is the same however it was
 * typed. Slack also passes on as text whatever cannot be mentioned, such as the names of deactivated people.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export async function withGroupMentions(
  directory: Pick<Directory, 'groupCalled'>,
  typed: string,
): Promise<HandlesRead> {
  const unknown: string[] = [];
  let text = '';
  let end = 0;
  for (const { 0: word, 1: handle, index } of plainPunctuation(typed).matchAll(pattern)) {
    if (handle === undefined) continue;
    const group = await directory.groupCalled(handle);
    if (group === undefined) {
      unknown.push(handle);
      continue;
    }
    text += `${typed.slice(end, index)}<!subteam^${group}|${word}>`;
    end = index + word.length;
  }
  return { text: text + typed.slice(end), unknown };
}

/** The unknown handles that are part of a command's target. */
export function handlesMeant(command: VpnCommand, unknown: readonly string[]): readonly string[] {
  const texts = 'whom' in command ? textsIn(command.whom) : [];
  return unknown.filter((handle) => texts.includes(handle));
}

function textsIn(whom: Extract<VpnCommand, { whom: unknown }>['whom']): readonly string[] {
  switch (whom.kind) {
    case 'text':
      return [whom.text];
    case 'name':
      return [whom.name];
    case 'several':
      return whom.whom.flatMap(textsIn);
    default:
      return [];
  }
}
