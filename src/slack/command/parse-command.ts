import { isIP } from 'node:net';
import type { DurationFilter } from '../../domain/arrangement.ts';
import { closestTo } from '../../domain/closest.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { SingleTargetRef, TargetRef } from '../../domain/target.ts';
import { foldName, isSameName } from '../../domain/vpn-name.ts';
import { endpointMeant, type KnownEndpoints } from './argument-syntax.ts';
import { durationFilterFrom } from './duration-filter.ts';
import { periodFrom } from './history-period.ts';
import { type Misread, type Misreading, misread } from './messages.ts';
import { type ActCommand, parseAction } from './parse-act.ts';
import { type AuditCommand, parseAudit } from './parse-audit.ts';
import { type BoardCommand, parseBoard } from './parse-board.ts';
import { isEveryone } from './target-list.ts';
import { targetRefFrom } from './target-refs.ts';
import {
  isAddressOrId,
  isFlag,
  isOn,
  nameWithoutMarks,
  plainText,
  type Word,
  wordsFromTyped,
} from './words.ts';

/** A parsed `/vpn` command. */
export type VpnCommand =
  | {
      readonly kind: 'who';
      readonly targetRef: TargetRef;
      readonly on: string | undefined;
      readonly lasting?: DurationFilter | undefined;
    }
  | {
      readonly kind: 'history';
      /** `me` is the person who asks. */
      readonly targetRef: SingleTargetRef | { readonly kind: 'me' };
      readonly on: string | undefined;
      /** How far to look back. */
      readonly periodMs?: number | undefined;
    }
  | {
      readonly kind: 'blocks';
      readonly targetRef: SingleTargetRef;
      readonly on: string | undefined;
    }
  | ActCommand
  | AuditCommand
  | BoardCommand
  /** Of a person, or one's own. */
  | { readonly kind: 'names'; readonly of: PersonId | undefined }
  | { readonly kind: 'me' | 'endpoints' | 'report' | 'doctor' }
  /** About all commands, or about one. */
  | { readonly kind: 'help'; readonly topic: SubCommand | undefined }
  | Misread;

export const subCommands = [
  'who',
  'kick',
  'block',
  'unblock',
  'blocks',
  'me',
  'names',
  'history',
  'audit',
  'endpoints',
  'board',
  'report',
  'doctor',
  'help',
] as const;
export type SubCommand = (typeof subCommands)[number];

/** Other words for the same commands. */
const synonyms: Readonly<Record<string, SubCommand>> = {
  terminate: 'kick',
  disconnect: 'kick',
  end: 'kick',
  list: 'who',
  ls: 'who',
};

/** Those that other words are hardly ever close to. */
const longSynonyms = Object.keys(synonyms).filter(({ length }) => length > 5);

export function subCommandFrom(text: string): SubCommand | undefined {
  const typed = foldName(text);
  return (
    subCommands.find((name) => name === typed) ??
    (Object.hasOwn(synonyms, typed) ? synonyms[typed] : undefined)
  );
}

/**
 * Parses the text of a slash command.
 *
 * @param endpoints The endpoints that the channel may name. A reason that mentions one of them is returned as a
 * problem. A scope is accepted whether or not it is among them.
 */
export function parseCommand(typed: string, endpoints: KnownEndpoints): VpnCommand {
  const [first, ...rest] = wordsFromTyped(typed);
  if (first === undefined) return { kind: 'help', topic: undefined };

  const text = first.kind === 'text' ? first.text : '';
  const verb = subCommandFrom(text);
  switch (verb) {
    case 'kick':
    case 'block':
    case 'unblock':
      return parseAction(typed, rest, { verb, endpoints });
    case 'who': {
      const lookUp = parseLookUp(rest, endpoints);
      if ('problem' in lookUp) return lookUp;
      const isGroup = lookUp.targetRef.kind === 'group' && lookUp.lasting !== undefined;
      return isGroup ? misread({ kind: 'duration_for_group' }) : { kind: verb, ...lookUp };
    }
    case 'history':
      return parseHistory(rest, typed, endpoints);
    case 'blocks': {
      const lookUp = parseLookUp(rest, endpoints);
      if ('problem' in lookUp) return lookUp;
      const { targetRef, on, lasting } = lookUp;
      if (lasting !== undefined) return misread({ kind: 'duration_in_blocks' });
      return targetRef.kind === 'group' ? misread({ kind: 'group_named' }) : { kind: verb, targetRef, on };
    }
    case 'audit':
      return parseAudit(rest);
    case 'names': {
      const targetRef = targetRefFrom(rest);
      if ('problem' in targetRef) return targetRef;
      if (targetRef.kind === 'everyone') return { kind: verb, of: undefined };
      return targetRef.kind === 'person'
        ? { kind: verb, of: targetRef.person }
        : misread({ kind: 'person_needed' });
    }
    case 'board':
      return parseBoard(rest);
    case 'help':
      return { kind: verb, topic: subCommandFrom(plainText(rest[0])) };
    case undefined:
      return lookUpOf(first, typed, endpoints) ?? misread(unknownCommand(first, typed, endpoints));
    default:
      return rest.length === 0 ? { kind: verb } : misread({ kind: 'takes_nothing', command: verb });
  }
}

function parseHistory(words: readonly Word[], typed: string, endpoints: KnownEndpoints): VpnCommand {
  const limited = durationFilterFrom(words);
  if ('problem' in limited) return limited;
  if (limited.lasting !== undefined) return misread({ kind: 'duration_in_history' });
  const dated = periodFrom(words, typed);
  if ('problem' in dated) return dated;

  const { words: rest, periodMs } = dated;
  const lookUp = parseTargetAndScope(rest, endpoints);
  if ('problem' in lookUp) return lookUp;
  const { targetRef, on } = lookUp;
  if (targetRef.kind === 'group') return misread({ kind: 'group_named' });
  const isMe = rest.some((word) => isSameName(plainText(word), 'me'));
  const isOwn = isMe && targetRef.kind === 'text' && isSameName(targetRef.text, 'me');
  return {
    kind: 'history',
    targetRef: isOwn ? { kind: 'me' } : targetRef,
    on,
    ...(periodMs !== undefined && { periodMs }),
  };
}

/** Reads a person, group, address or connection ID without a command as a look-up. */
function lookUpOf(first: Word, typed: string, endpoints: KnownEndpoints): VpnCommand | undefined {
  const text = plainText(first);
  const isTarget =
    first.kind === 'person' ||
    first.kind === 'group' ||
    /^@\S/.test(text) ||
    isAddressOrId(nameWithoutMarks(text)) ||
    isIP(text) !== 0;
  if (!isTarget) return undefined;

  const command = parseCommand(`who ${typed}`, endpoints);
  // "@bob stale" may be meant as a kick: it is not searched for.
  const isSearch = 'targetRef' in command && command.targetRef.kind === 'text';
  return isSearch && /\s/.test(command.targetRef.text) ? undefined : command;
}

function unknownCommand(first: Word, typed: string, endpoints: KnownEndpoints): Misreading {
  const word = first.kind === 'text' ? first.text : '';
  const closest = closestTo(word, [...subCommands, ...longSynonyms]);
  if (closest === undefined) return { kind: 'unknown_command', typed: word, meant: undefined };

  const text = `${closest}${typed.slice(first.end)}`.trim();
  const { kind } = parseCommand(text, endpoints);
  const acts: readonly VpnCommand['kind'][] = ['kick', 'block', 'unblock', 'board'];
  const effect = kind === 'misread' ? undefined : acts.includes(kind) ? 'asks' : 'looks';
  return { kind: 'unknown_command', typed: word, meant: { text, effect } };
}

interface LookUp {
  readonly targetRef: TargetRef;
  /** The scope as typed, whether or not such an endpoint exists. */
  readonly on: string | undefined;
  readonly lasting?: DurationFilter;
}

const connectedWords = ['connected', 'online', 'on'];

/** Parses the target of a look-up, which `on ENDPOINT` and `older than 8h` before or after it limit. */
function parseLookUp(typed: readonly Word[], endpoints: KnownEndpoints): LookUp | Misread {
  const limited = durationFilterFrom(typed);
  if ('problem' in limited) return limited;
  // "who is older than 8h".
  const isAsked = limited.lasting !== undefined && plainText(limited.words[0]).toLowerCase() === 'is';
  const words = isAsked ? limited.words.slice(1) : limited.words;
  const lookUp = parseTargetAndScope(words, endpoints);
  if ('problem' in lookUp || limited.lasting === undefined) return lookUp;
  return { ...lookUp, lasting: limited.lasting };
}

function parseTargetAndScope(words: readonly Word[], endpoints: KnownEndpoints): LookUp | Misread {
  const flag = words.find(isFlag);
  if (flag !== undefined) return misread({ kind: 'flag', typed: plainText(flag) });

  // "who is on", "who is bob".
  const isAsked = words.length > 1 && plainText(words[0]).toLowerCase() === 'is';
  const asked = isAsked ? words.slice(1) : words;
  if (isAsked && asked.length === 1 && connectedWords.includes(plainText(asked[0]).toLowerCase()))
    return { targetRef: { kind: 'everyone' }, on: undefined };

  const before = scopeAt(asked, 0);
  const rest = before === undefined ? asked : asked.slice(2);
  const after = scopeAt(rest, rest.length - 2);
  const about = after === undefined ? rest : rest.slice(0, -2);
  if (before !== undefined && after !== undefined) return misread({ kind: 'scope_repeated', typed: after });
  if (isOn(about.at(-1))) return misread({ kind: 'scope_missing' });
  const within = about
    .map((word, at) => (isOn(word) ? plainText(about[at + 1]) : ''))
    .find((typed) => endpointMeant(typed, endpoints) !== undefined);
  if (within !== undefined) return misread({ kind: 'scope_in_text', typed: within });

  const targetRef = everyoneOrTarget(about);
  return 'problem' in targetRef ? targetRef : { targetRef, on: before ?? after };
}

function scopeAt(words: readonly Word[], at: number): string | undefined {
  const scope = words[at + 1];
  return isOn(words[at]) && scope?.kind === 'text' && scope.text !== '' ? scope.text : undefined;
}

function everyoneOrTarget(words: readonly Word[]): TargetRef | Misread {
  return words.length === 1 && isEveryone(words[0]) ? { kind: 'everyone' } : targetRefFrom(words);
}
