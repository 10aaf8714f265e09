import type { Snapshot } from '../../slack/client-protocol.ts';
import type { Suggestion } from './complete-text.ts';

/** What the words in a command's usage hint are for. A word that is not listed is offered without a line. */
const details: Readonly<Record<string, string>> = {
  who: 'who is connected: everyone, a @person, a @group, a text',
  kick: 'end the sessions of a @person, a user name or a connection id',
  me: 'my own sessions',
  history: 'what ended in the last 60 minutes',
  endpoints: 'the VPN endpoints and how people sign in',
  block: 'keep a @person out for a while',
  unblock: 'let a @person in again',
  blocks: 'who is kept out',
  audit: 'the record: who ended whose session, and why',
  help: 'what you may do here',
};

const takesNothing = new Set(['me', 'endpoints', 'blocks', 'help']);

/** The sub-commands that the manifest's usage hint names: `who [@person] | kick | help`. */
export function subcommands({ hint }: Snapshot['commands'][number]): readonly Suggestion[] {
  const words = hint.split('|').flatMap((alternative) => /^\s*([a-z][\w-]*)/.exec(alternative)?.[1] ?? []);
  return words.map((word) => ({
    insert: takesNothing.has(word) ? word : `${word} `,
    title: word,
    detail: details[word] ?? '',
  }));
}
