import type { Directory } from '../ports/directory.ts';
import type { VpnCommand } from './parse-command.ts';
import { plainPunctuation } from './typed-text.ts';

export interface HandlesRead {
  readonly text: string;
  /** Those that nobody can be mentioned by: no user group is called so, and Slack did not say who is. */
  readonly unknown: readonly string[];
}

/** What is quoted, and what Slack made a mention or a link of; else a handle, which is no part of an address. */
const pattern =
  /"[^"]*"|<[^<>]*>|(?<![^\s,;(/&+])@([\p{L}\d](?:[\p{L}\d._-]*[\p{L}\d])?)(?![\p{L}\d._-]*@)/gu;

/**
 * Makes mentions of the handles of user groups that Slack passes on as text: a group is the same however it was typed.
 * Slack also passes on as text what nobody can be mentioned by, such as the names of deactivated people.
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

/** Those of the handles that stand where a command says whom it is about. */
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
