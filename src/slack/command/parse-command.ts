import type { BlockLength } from '../../domain/block.ts';
import { closestTo } from '../../domain/closest.ts';
import { resolveEndpoint } from '../../domain/endpoint.ts';
import { parseEndpointId } from '../../domain/ids.ts';
import type {
  ExactTargetRef,
  KickTargetRef,
  OneOfSeveral,
  SingleTargetRef,
  TargetRef,
} from '../../domain/target.ts';
import { foldName, isSameName } from '../../domain/vpn-name.ts';
import {
  type ActSyntax,
  argumentBeforeTarget,
  argumentsFrom,
  isArgumentStart,
  type Problem,
} from './arguments.ts';
import type { Misreading, PlainMisreading } from './messages.ts';
import { hasException, isEveryone, joinsSomebody, targetsFrom } from './target-list.ts';
import { exact, targetRefFrom } from './target-refs.ts';
import {
  endpointMeant,
  isAddressOrId,
  isFlag,
  isOn,
  type KnownEndpoints,
  nameWithoutMarks,
  plainText,
  proseFromTyped,
  type Word,
  wordsFromTyped,
} from './words.ts';

/** A kick, block or unblock. */
type ActCommand =
  | {
      readonly kind: 'kick';
      readonly targetRef: KickTargetRef;
      /** The scope as typed, whether or not such an endpoint exists. */
      readonly on: string | undefined;
      /** Whether `break-glass` was typed, to do without the second person. */
      readonly breakGlass: boolean;
      readonly reason: string;
    }
  | {
      readonly kind: 'block';
      readonly targetRef: ExactTargetRef;
      readonly on: string | undefined;
      /** Undefined if no length was given; then it has to be chosen in the modal. */
      readonly length: BlockLength | undefined;
      readonly reason: string;
    }
  | {
      readonly kind: 'unblock';
      readonly targetRef: Exclude<ExactTargetRef, { kind: 'connection' }>;
      readonly on: string | undefined;
      readonly reason: string;
    };

/** More targets than this have to be a group. */
const mostTyped = 20;
/** The modal's metadata carries the targets as text within text, and holds 3,000 characters in all. */
const longestCarried = 2_000;

/**
 * Parses a kick, block or unblock: the target, the arguments, the reason.
 *
 * @param typed The whole text that the words are part of.
 * @param words The words after the verb.
 */
function parseAct(typed: string, words: readonly Word[], syntax: ActSyntax): ActCommand | Problem {
  const { verb } = syntax;
  if (words.length === 0) return problem(verb === 'kick' ? 'nobody_named' : 'nobody_to_block');

  const misplaced = argumentBeforeTarget(words);
  if (misplaced !== undefined) return { problem: misplaced };
  const read = targetsFrom(joinedByHardSpaces(typed, words));
  if ('problem' in read) return verb === 'kick' ? read : oneAtATime(verb, read);
  const { targets } = read;
  const endpoint = endpointAmong(targets, syntax);
  if (endpoint !== undefined) return { problem: endpoint };

  return verb === 'kick'
    ? parseKick(typed, targets, read.rest, syntax)
    : parseBlock(typed, targets, read.rest, { ...syntax, verb });
}

/** A name copied from a list contains non-breaking spaces, which do not end it. */
function joinedByHardSpaces(typed: string, words: readonly Word[]): readonly Word[] {
  const [first, second, ...others] = words;
  if (first?.kind !== 'text' || second?.kind !== 'text' || first.isQuoted || second.isQuoted) return words;
  const isJoined = /^[\u00A0\u202F\u2007]$/.test(typed.slice(first.end, second.at));
  if (!isJoined || isAddressOrId(nameWithoutMarks(first.text)) || isArgumentStart(words.slice(1, 4)))
    return words;

  const text = `${first.text}${typed.slice(first.end, second.at)}${second.text}`;
  return joinedByHardSpaces(typed, [{ ...first, end: second.end, text }, ...others]);
}

/** Detects an endpoint where a person should be. In double quotes it would be a name. */
function endpointAmong(targets: readonly Word[], { verb, endpoints }: ActSyntax): Misreading | undefined {
  for (const [at, target] of targets.entries()) {
    const typed = plainText(target);
    if (parseEndpointId(foldName(typed)) !== undefined) return { kind: 'endpoint_as_person', typed };
    const meant = resolveEndpoint(endpoints, nameWithoutMarks(typed.replace(/^@/, '')))?.name;
    if (typed === '' || meant === undefined) continue;
    return at === 0
      ? { kind: 'endpoint_as_person', typed: meant }
      : { kind: 'scope_in_reason', verb, typed, meant };
  }
  return undefined;
}

function parseKick(
  typed: string,
  targets: readonly Word[],
  words: readonly Word[],
  syntax: ActSyntax,
): ActCommand | Problem {
  const targetRef = kickTargetRefFrom(targets);
  if ('problem' in targetRef) return targetRef;
  const isGroup = targets.some(({ kind }) => kind === 'group');
  if ((targetRef.kind === 'everyone' || isGroup) && hasException(words)) return problem('nobody_spared');
  if (joinsSomebody(words)) return problem('mention_or_reason');
  const read = argumentsFrom(words, syntax);
  const isEverywhere = 'problem' in read ? read.problem.kind === 'scope_missing' : read.on === undefined;
  if (targetRef.kind === 'everyone' && isEverywhere) return problem('endpoint_missing');
  if ('problem' in read) return read;

  const { on, breakGlass, rest } = read;
  if (joinsSomebody(rest)) return problem('mention_or_reason');
  return { kind: 'kick', targetRef, on, breakGlass, reason: reasonFrom(typed, rest) };
}

function parseBlock(
  typed: string,
  targets: readonly Word[],
  words: readonly Word[],
  syntax: ActSyntax & { readonly verb: 'block' | 'unblock' },
): ActCommand | Problem {
  const { verb } = syntax;
  const targetRef = exactTargetRefFrom(targets, verb);
  if ('problem' in targetRef) return targetRef;
  if (joinsSomebody(words)) return { problem: { kind: 'one_at_a_time', verb } };
  const read = argumentsFrom(words, syntax);
  if ('problem' in read) return read;

  const { on, length, rest } = read;
  if (joinsSomebody(rest)) return { problem: { kind: 'one_at_a_time', verb } };
  const reason = reasonFrom(typed, rest);
  if (verb === 'block') return { kind: verb, targetRef, on, length, reason };
  return targetRef.kind === 'connection'
    ? problem('connection_unblocked')
    : { kind: verb, targetRef, on, reason };
}

/** The text from there on. Quotes around all of it only mark it as a reason. */
function reasonFrom(typed: string, [first, ...others]: readonly Word[]): string {
  if (first === undefined) return '';
  if (first.isQuoted && others.length === 0) return proseFromTyped(typed.slice(first.at + 1, first.end - 1));

  const prose = proseFromTyped(typed.slice(first.at));
  return first.isQuoted ? prose : prose.replace(/^(?:[,:;]+\s*|[-\u2010-\u2015]+\s+)+/, '');
}

function exactTargetRefFrom(targets: readonly Word[], verb: 'block' | 'unblock'): ExactTargetRef | Problem {
  if (targets.some(isEveryone)) return { problem: { kind: 'one_at_a_time', verb } };

  const meant = distinctFrom(targets);
  if ('problem' in meant) return meant.problem.kind === 'nobody_named' ? problem('nobody_to_block') : meant;
  const [only, ...others] = meant;
  if (only?.kind === 'group') return problem('group_named');
  return only === undefined || others.length > 0 ? { problem: { kind: 'one_at_a_time', verb } } : only;
}

const severalProblems = ['person_or_reason', 'mention_or_reason', 'everyone_among_several', 'too_many'];

/** If someone blocks or unblocks and leaves a comma or an "and", they are asked for one person, whatever follows. */
function oneAtATime(verb: 'block' | 'unblock', read: Problem): Problem {
  const { kind } = read.problem;
  return severalProblems.some((each) => each === kind) ? { problem: { kind: 'one_at_a_time', verb } } : read;
}

function kickTargetRefFrom(targets: readonly Word[]): KickTargetRef | Problem {
  if (targets.some(isEveryone))
    return targets.length === 1 ? { kind: 'everyone' } : problem('everyone_among_several');

  const meant = distinctFrom(targets);
  if ('problem' in meant) return meant;
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0 && only.kind !== 'group') return only;

  const several = meant.filter((targetRef) => targetRef.kind !== 'connection');
  if (several.length < meant.length) return problem('connection_among_several');
  if (several.length > mostTyped) return problem('too_many');
  const carried = JSON.stringify(JSON.stringify(several));
  return carried.length > longestCarried
    ? problem('too_long_together')
    : { kind: 'several', targetRef: several };
}

/** Lists every target once. If one of them cannot be parsed, none is. */
function distinctFrom(targets: readonly Word[]): readonly (ExactTargetRef | OneOfSeveral)[] | Problem {
  const meant = new Map<string, ExactTargetRef | OneOfSeveral>();
  for (const target of targets) {
    const targetRef = targetRefFrom([target]);
    if ('problem' in targetRef) return targetRef;
    if (targetRef.kind === 'everyone') return problem('nobody_named');
    const one = targetRef.kind === 'group' ? targetRef : exact(targetRef);
    meant.set(keyOf(one), one);
  }
  return [...meant.values()];
}

function keyOf(targetRef: ExactTargetRef | OneOfSeveral): string {
  switch (targetRef.kind) {
    case 'name':
      return `name ${foldName(targetRef.name)}`;
    case 'person':
      return `person ${targetRef.person}`;
    case 'group':
      return `group ${targetRef.group}`;
    case 'connection':
      return `connection ${targetRef.connection}`;
  }
}

/** A misreading that needs no details besides its kind. */
function problem(kind: PlainMisreading['kind']): Problem {
  return { problem: { kind } };
}

export interface LookUp {
  readonly targetRef: TargetRef;
  /** The scope as typed, whether or not such an endpoint exists. */
  readonly on: string | undefined;
}

const connectedWords = ['connected', 'online', 'on'];

/** Parses the target of a look-up; `on ENDPOINT` before or after it limits the look-up. */
function parseLookUp(words: readonly Word[], endpoints: KnownEndpoints): LookUp | Problem {
  const flag = words.find(isFlag);
  if (flag !== undefined) return { problem: { kind: 'flag', typed: plainText(flag) } };

  // "who is on", "who is bob".
  const isAsked = words.length > 1 && plainText(words[0]).toLowerCase() === 'is';
  const asked = isAsked ? words.slice(1) : words;
  if (isAsked && asked.length === 1 && connectedWords.includes(plainText(asked[0]).toLowerCase()))
    return { targetRef: { kind: 'everyone' }, on: undefined };

  const scoped = scopeOf(asked, endpoints);
  if ('problem' in scoped) return scoped;
  const { about, on } = scoped;
  if (about.length === 1 && isEveryone(about[0])) return { targetRef: { kind: 'everyone' }, on };

  const targetRef = targetRefFrom(about);
  return 'problem' in targetRef ? targetRef : { targetRef, on };
}

function scopeOf(
  words: readonly Word[],
  endpoints: KnownEndpoints,
): { readonly about: readonly Word[]; readonly on: string | undefined } | Problem {
  const before = scopeAt(words, 0);
  const rest = before === undefined ? words : words.slice(2);
  const behind = scopeAt(rest, rest.length - 2);
  const about = behind === undefined ? rest : rest.slice(0, -2);

  if (before !== undefined && behind !== undefined)
    return { problem: { kind: 'scope_repeated', typed: behind } };
  if (isOn(about.at(-1))) return { problem: { kind: 'scope_missing' } };
  const within = about
    .map((word, at) => (isOn(word) ? plainText(about[at + 1]) : ''))
    .find((typed) => typed !== '' && endpointMeant(typed, endpoints) !== undefined);
  if (within !== undefined) return { problem: { kind: 'scope_in_text', typed: within } };
  return { about, on: before ?? behind };
}

function scopeAt(words: readonly Word[], at: number): string | undefined {
  const scope = words[at + 1];
  return isOn(words[at]) && scope?.kind === 'text' && scope.text !== '' ? scope.text : undefined;
}

/** A parsed `/vpn` command. */
export type VpnCommand =
  | { readonly kind: 'who'; readonly targetRef: TargetRef; readonly on: string | undefined }
  | { readonly kind: 'history'; readonly targetRef: SingleTargetRef; readonly on: string | undefined }
  | ActCommand
  | { readonly kind: 'audit'; readonly targetRef: SingleTargetRef }
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
 * Parses the text of a slash command.
 *
 * @param endpoints The endpoints that the channel may name. A reason that mentions one of them is returned as a
 * problem. A scope is accepted whether or not it is among them.
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

  const { targetRef, on } = read;
  return targetRef.kind === 'group'
    ? { problem: { kind: 'group_named' } }
    : { kind: 'history', targetRef, on };
}

/** The audit log can be searched for any text, so no word is an argument here. */
function parseAudit(words: readonly Word[]): VpnCommand | Problem {
  const flag = words.find(isFlag);
  if (flag !== undefined) return { problem: { kind: 'flag', typed: plainText(flag) } };
  if (words.length === 1 && isEveryone(words[0])) return { kind: 'audit', targetRef: { kind: 'everyone' } };

  const targetRef = targetRefFrom(words);
  if ('problem' in targetRef) return targetRef;
  return targetRef.kind === 'group' ? { problem: { kind: 'group_named' } } : { kind: 'audit', targetRef };
}

function orMisread(read: VpnCommand | Problem): VpnCommand {
  return 'kind' in read ? read : misread(read.problem);
}

function misread(problem: Misreading): VpnCommand {
  return { kind: 'misread', problem };
}
