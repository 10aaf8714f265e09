import type { Group, Person, Snapshot } from '../../slack/protocol/client-protocol.ts';

export interface Suggestion {
  /** What is put into the text. */
  readonly insert: string;
  readonly title: string;
  readonly detail: string;
}

export interface Completion {
  /** The part of the text that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

export type Completable = Pick<Snapshot, 'people' | 'groups' | 'commands'>;

const maxSuggestions = 20;

/** What could stand at the caret, or undefined. A word that is already complete is left alone, so Enter sends. */
export function completeText(text: string, caret: number, from: Completable): Completion | undefined {
  const before = text.slice(0, caret);
  const word = /\S*$/.exec(before)?.[0] ?? '';
  const suggestions = suggestionsFor(before, word, from).filter(({ insert }) => matches(insert, word));
  if (suggestions.length === 0 || suggestions.some(({ insert }) => insert.trimEnd() === word))
    return undefined;
  return { from: caret - word.length, to: caret, suggestions: suggestions.slice(0, maxSuggestions) };
}

/** The text with the suggestion in place, and where the caret stands after it. */
export function applySuggestion(text: string, { from, to }: Completion, { insert }: Suggestion) {
  const rest = text.slice(to).replace(/^ /, '');
  return { text: text.slice(0, from) + insert + rest, caret: from + insert.length };
}

function suggestionsFor(before: string, word: string, from: Completable): readonly Suggestion[] {
  if (word.startsWith('@')) return mentions(from.people, from.groups);
  if (before === word && word.startsWith('/')) return from.commands.map(commandSuggestion);
  const command = from.commands.find((each) => before === `${each.command} ${word}`);
  return command === undefined ? [] : subcommands(command);
}

function commandSuggestion({ command, description }: Completable['commands'][number]): Suggestion {
  return { insert: `${command} `, title: command, detail: description };
}

function mentions(people: readonly Person[], groups: readonly Group[]): readonly Suggestion[] {
  return [
    ...people
      .filter(({ kind }) => kind !== 'bot')
      .map(({ name, realName }) => ({ insert: `@${name} `, title: `@${name}`, detail: realName })),
    ...groups.map(({ handle, members }) => ({
      insert: `@${handle} `,
      title: `@${handle}`,
      detail: members.length === 1 ? 'user group, 1 person' : `user group, ${members.length} people`,
    })),
  ];
}

function matches(insert: string, word: string): boolean {
  return insert.toLowerCase().startsWith(word.toLowerCase());
}

/** What the words in a command's usage hint are for. A word that is not listed is offered without a line. */
const details: Readonly<Record<string, string>> = {
  who: 'see who is connected: everyone, a @person, a @group, any text; older than 8h',
  kick: 'terminate the connections of a @person, a VPN name or a connection ID',
  me: 'see your own connections',
  names: 'see your VPN names, and claim that of a certificate',
  history: 'see earlier connections: everyone, a @person, an address, any text; 24h, 7d, 2w',
  endpoints: 'see the VPN endpoints and how people sign in',
  board: 'post who of a @group is connected, kept up to date',
  report: 'see usage, long connections and kicks of the last seven days',
  block: 'block a @person, several, a @group or a VPN name for some time',
  unblock: 'unblock a @person, several, a @group or a VPN name',
  blocks: 'see who is blocked: everyone, a @person, any text in a name or a reason',
  audit: 'search the audit log: by @person, about @person, since 7d, kind block',
  doctor: 'check Bouncer’s setup',
  help: 'see what you can do here',
};

const takesNothing = new Set(['me', 'endpoints', 'report', 'doctor', 'help']);

/** The sub-commands that the manifest's usage hint names: `who [@person] | kick | help`. */
function subcommands({ hint }: Snapshot['commands'][number]): readonly Suggestion[] {
  const words = hint.split('|').flatMap((alternative) => /^\s*([a-z][\w-]*)/.exec(alternative)?.[1] ?? []);
  return words.map((word) => ({
    insert: takesNothing.has(word) ? word : `${word} `,
    title: word,
    detail: details[word] ?? '',
  }));
}
