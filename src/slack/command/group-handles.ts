import type { GroupId } from '../../domain/ids.ts';
import { withoutInvisible } from '../../domain/visible-text.ts';
import type { Directory } from '../../ports/directory.ts';
import { parseCommand, type VpnCommand } from './parse-command.ts';
import { type Word, withoutMarks, wordsFromTyped } from './words.ts';

export interface HandlesRead {
  readonly text: string;
  /** Handles that match no user group and that Slack did not turn into a mention. */
  readonly unknown: readonly string[];
}

/**
 * The handles that would be the command's target, or part of it, if they were groups. Only these are worth a call of
 * Slack's: a reason may mention anybody.
 */
export function targetHandles(typed: string): readonly string[] {
  const handles: string[] = [];
  const asGroups = replaceHandles(typed, (handle) => `S${handles.push(handle) - 1}`);
  if (handles.length === 0) return [];

  const command = parseCommand(asGroups, []);
  if (command.kind === 'misread')
    // What is no command remains none, but a handle that is not a group may make sense of any other.
    return ['unknown_command', 'takes_nothing'].includes(command.problem.kind) ? [] : distinct(handles);
  const meant = refsIn(command).flatMap((ref) => (ref.kind === 'group' ? [`${ref.group}`] : []));
  return distinct(handles.filter((_handle, at) => meant.includes(`S${at}`)));
}

/**
 * Turns handles of user groups that Slack passed on as text into mentions, so that a group is the same however it was
 * typed. Slack also passes on as text whatever cannot be mentioned, such as the names of deactivated people.
 *
 * @param handles The handles to ask about, see {@link targetHandles}.
 * @throws {Failure} `slack_…` if Slack cannot be asked.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export async function withGroupMentions(
  directory: Pick<Directory, 'groupCalled'>,
  typed: string,
  handles: readonly string[],
): Promise<HandlesRead> {
  const groups = new Map<string, GroupId>();
  const unknown: string[] = [];
  for (const handle of handles) {
    const group = await directory.groupCalled(handle);
    if (group === undefined) unknown.push(handle);
    else groups.set(handle.toLowerCase(), group);
  }
  return { text: replaceHandles(typed, (handle) => groups.get(handle.toLowerCase())), unknown };
}

/** The unknown handles that are part of a command's target. */
export function handlesMeant(command: VpnCommand, unknown: readonly string[]): readonly string[] {
  const texts = refsIn(command).flatMap((ref) =>
    ref.kind === 'text' ? [ref.text] : ref.kind === 'name' ? [ref.name] : [],
  );
  return unknown.filter((handle) => texts.includes(handle));
}

/** Replaces handles by mentions of the groups that are given for them. */
function replaceHandles(typed: string, groupOf: (handle: string) => string | undefined): string {
  if (!typed.includes('@')) return typed;
  const words = wordsFromTyped(typed);
  let text = '';
  let end = 0;
  for (const [index, word] of words.entries()) {
    if (word.kind !== 'text' || word.isQuoted) continue;
    const replaced = replacedIn(typed.slice(word.at, word.end), edgesOf(typed, words, index), groupOf);
    if (replaced === undefined) continue;
    text += `${typed.slice(end, word.at)}${replaced}`;
    end = word.end;
  }
  return text + typed.slice(end);
}

interface Edges {
  readonly startsWord: boolean;
  readonly endsWord: boolean;
}

const hardSpace = /^[\u00A0\u202F\u2007]$/;

/** Words may touch, as next to a mention. Hard spaces hold a name together, but follow the verb like any other. */
function edgesOf(typed: string, words: readonly Word[], index: number): Edges {
  const between = (at: number) => {
    const [before, after] = [words[at - 1], words[at]];
    return before === undefined || after === undefined
      ? ' '
      : withoutInvisible(typed.slice(before.end, after.at));
  };
  const [before, after] = [between(index), between(index + 1)];
  return {
    startsWord: before !== '' && (index < 2 || !hardSpace.test(before)),
    endsWord: after !== '' && !hardSpace.test(after),
  };
}

/** A handle, possibly between formatting marks and before the punctuation of a sentence. */
const handlePattern = /^@([\p{L}\d_](?:[\p{L}\d._-]*[\p{L}\d_])?)$/u;
const endPattern = /^(.*?)([.:;!?\u2026]*)$/s;

/** Replaces the handles in a list such as `@ops,@platform`; undefined if there are none. */
function replacedIn(
  word: string,
  { startsWord, endsWord }: Edges,
  groupOf: (handle: string) => string | undefined,
): string | undefined {
  const parts = withoutMarks(word).split(',');
  const replaced = parts.map((part, at) => {
    const isLast = at === parts.length - 1;
    if ((at === 0 && !startsWord) || (isLast && !endsWord)) return part;

    const [, body = '', punctuation = ''] = isLast ? (endPattern.exec(part) ?? []) : [part, part];
    const [label, handle] = handlePattern.exec(withoutMarks(body)) ?? [];
    const group = handle === undefined ? undefined : groupOf(handle);
    return group === undefined ? part : `<!subteam^${group}|${label}>${punctuation}`;
  });
  return replaced.every((part, at) => part === parts[at]) ? undefined : replaced.join(',');
}

function distinct(handles: readonly string[]): readonly string[] {
  return [...new Map(handles.map((handle) => [handle.toLowerCase(), handle])).values()];
}

function refsIn(command: VpnCommand) {
  if (!('targetRef' in command)) return [];
  const { targetRef } = command;
  return targetRef.kind === 'several' ? targetRef.targetRef : [targetRef];
}
