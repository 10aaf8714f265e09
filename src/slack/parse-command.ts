import type { OneWhom } from '../commands/steps/look/target-of.ts';
import { closestTo } from '../core/closest.ts';
import { isSameName } from '../core/vpn-name.ts';
import type { Whom } from '../core/whom.ts';
import type { Problem } from './arguments-from-words.ts';
import { type ActCommand, parseAct } from './parse-act.ts';
import { parseLookUp } from './parse-look-up.ts';
import { isFlag, type KnownEndpoints, plainText } from './plain-words.ts';
import { isEveryone } from './targets-from-words.ts';
import { type Word, wordsFromTyped } from './typed-text.ts';
import type { Misreading } from './views/misread-view.ts';
import { whomFrom } from './whom-from-words.ts';

/** What someone typed after `/vpn`. */
export type VpnCommand =
  | { readonly kind: 'who'; readonly whom: Whom; readonly on: string | undefined }
  | { readonly kind: 'history'; readonly whom: OneWhom; readonly on: string | undefined }
  | ActCommand
  | { readonly kind: 'audit'; readonly whom: OneWhom }
  | { readonly kind: 'me' | 'endpoints' | 'doctor' | 'help' | 'blocks' }
  | { readonly kind: 'misread'; readonly problem: Misreading };

export const subCommands = [
  'who',
  'kick',
  'block',
  'unblock',
  'blocks',
  'me',
  'history',
  'audit',
  'endpoints',
  'doctor',
  'help',
] as const;

/**
 * Reads the text of a slash command.
 *
 * @param endpoints Those that the channel may name: a reason that mentions one of them is asked about. A scope is read
 * whether or not it is among them.
 */
export function parseCommand(typed: string, endpoints: KnownEndpoints): VpnCommand {
  const words = wordsFromTyped(typed);
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'help' };

  const verb = first.kind === 'text' ? subCommands.find((name) => isSameName(name, first.text)) : undefined;
  switch (verb) {
    case 'kick':
    case 'block':
    case 'unblock':
      return orMisread(parseAct(typed, rest, { verb, endpoints }));
    case 'who':
      return orMisread(parseWho(rest, endpoints));
    case 'history':
      return orMisread(parseHistory(rest, endpoints));
    case 'audit':
      return orMisread(parseAudit(rest));
    case 'help':
      return { kind: 'help' };
    case undefined:
      return unknownCommand(first);
    default:
      return rest.length === 0 ? { kind: verb } : misread({ kind: 'takes_nothing', command: verb });
  }
}

function unknownCommand(first: Word): VpnCommand {
  const typed = first.kind === 'text' ? first.text : '';
  return misread({ kind: 'unknown_command', typed, closest: closestTo(typed, subCommands) });
}

function parseWho(words: readonly Word[], endpoints: KnownEndpoints): VpnCommand | Problem {
  const read = parseLookUp(words, endpoints);
  return 'problem' in read ? read : { kind: 'who', ...read };
}

function parseHistory(words: readonly Word[], endpoints: KnownEndpoints): VpnCommand | Problem {
  const read = parseLookUp(words, endpoints);
  if ('problem' in read) return read;

  const { whom, on } = read;
  return whom.kind === 'group' ? { problem: { kind: 'group_named' } } : { kind: 'history', whom, on };
}

/** The record is searched for any text, so nothing is an argument here. */
function parseAudit(words: readonly Word[]): VpnCommand | Problem {
  const flag = words.find(isFlag);
  if (flag !== undefined) return { problem: { kind: 'flag', typed: plainText(flag) } };
  if (words.length === 1 && isEveryone(words[0])) return { kind: 'audit', whom: { kind: 'everyone' } };

  const whom = whomFrom(words);
  if ('problem' in whom) return whom;
  return whom.kind === 'group' ? { problem: { kind: 'group_named' } } : { kind: 'audit', whom };
}

function orMisread(read: VpnCommand | Problem): VpnCommand {
  return 'kind' in read ? read : misread(read.problem);
}

function misread(problem: Misreading): VpnCommand {
  return { kind: 'misread', problem };
}
