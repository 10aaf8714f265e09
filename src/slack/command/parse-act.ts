import type { BlockLength } from '../../domain/block.ts';
import { resolveEndpoint } from '../../domain/endpoint.ts';
import { parseEndpointId } from '../../domain/ids.ts';
import type { BlockTargetRef, KickTargetRef } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { ActArguments, ActSyntax } from './argument-syntax.ts';
import { argumentBeforeTarget, argumentsFrom, isArgumentStart } from './arguments.ts';
import { hasException, joinsSomebody } from './joining-words.ts';
import { type Misread, misread } from './messages.ts';
import { targetListFrom } from './target-list.ts';
import { blockTargetRefFrom, kickTargetRefFrom } from './target-refs.ts';
import { isAddressOrId, nameWithoutMarks, plainText, proseFromTyped, type Word } from './words.ts';

/** A kick, block or unblock. `on` is the scope as typed, whether or not such an endpoint exists. */
export type ActCommand =
  | {
      readonly kind: 'kick';
      readonly targetRef: KickTargetRef;
      readonly on: string | undefined;
      /** Whether `break-glass` was typed, to do without the second person. */
      readonly breakGlass: boolean;
      readonly reason: string;
    }
  | {
      readonly kind: 'block';
      readonly targetRef: BlockTargetRef;
      readonly on: string | undefined;
      /** Undefined if no length was given; then it has to be chosen in the modal. */
      readonly length: BlockLength | undefined;
      readonly reason: string;
    }
  | {
      readonly kind: 'unblock';
      readonly targetRef: Exclude<BlockTargetRef, { kind: 'connection' }>;
      readonly on: string | undefined;
      readonly reason: string;
    };

/**
 * Parses a kick, block or unblock: the target, the arguments, the reason.
 *
 * @param typed The whole text that the words are part of.
 * @param words The words after the verb.
 */
export function parseAction(typed: string, words: readonly Word[], syntax: ActSyntax): ActCommand | Misread {
  const { verb } = syntax;
  if (words.length === 0) return misread({ kind: verb === 'kick' ? 'nobody_named' : `nobody_to_${verb}` });

  const misplaced = argumentBeforeTarget(words);
  if (misplaced !== undefined) return misplaced;
  const parsed = parseListed(typed, words, syntax);
  return 'problem' in parsed ? { ...parsed, verb } : parsed;
}

function parseListed(typed: string, words: readonly Word[], syntax: ActSyntax): ActCommand | Misread {
  const { verb } = syntax;
  const list = targetListFrom(joinedByHardSpaces(typed, words));
  if ('problem' in list) {
    const isEveryone = verb !== 'kick' && list.problem.kind === 'everyone_among_several';
    return isEveryone ? misread({ kind: 'everyone_blocked' }) : list;
  }
  const { targets, rest } = list;
  const endpoint = endpointAmong(targets, syntax);
  if (endpoint !== undefined) return endpoint;

  return verb === 'kick'
    ? parseKick(typed, targets, rest, syntax)
    : parseBlock(typed, targets, rest, { ...syntax, verb });
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
function endpointAmong(targets: readonly Word[], { verb, endpoints }: ActSyntax): Misread | undefined {
  for (const [at, target] of targets.entries()) {
    const typed = plainText(target);
    if (parseEndpointId(foldName(typed)) !== undefined) return misread({ kind: 'endpoint_as_person', typed });
    const meant = resolveEndpoint(endpoints, nameWithoutMarks(typed.replace(/^@/, '')))?.name;
    if (typed === '' || meant === undefined) continue;
    return at === 0
      ? misread({ kind: 'endpoint_as_person', typed: meant })
      : misread({ kind: 'scope_in_reason', verb, typed, meant });
  }
  return undefined;
}

function parseKick(
  typed: string,
  targets: readonly Word[],
  words: readonly Word[],
  syntax: ActSyntax,
): ActCommand | Misread {
  const targetRef = kickTargetRefFrom(targets);
  if ('problem' in targetRef) return targetRef;
  const isOfMany = targetRef.kind === 'everyone' || targets.some(({ kind }) => kind === 'group');
  if (isOfMany && hasException(words)) return misread({ kind: 'exception' });

  const another = misread({ kind: 'mention_or_reason' });
  const read = argumentsAndReason(typed, words, syntax, another, targetRef.kind === 'everyone');
  if ('problem' in read) return read;
  const { on, breakGlass, reason } = read;
  return { kind: 'kick', targetRef, on, breakGlass, reason };
}

function parseBlock(
  typed: string,
  targets: readonly Word[],
  words: readonly Word[],
  syntax: ActSyntax & { readonly verb: 'block' | 'unblock' },
): ActCommand | Misread {
  const { verb } = syntax;
  const targetRef = blockTargetRefFrom(targets, verb);
  if ('problem' in targetRef) return targetRef;
  if (targets.some(({ kind }) => kind === 'group') && hasException(words))
    return misread({ kind: 'exception' });

  const read = argumentsAndReason(typed, words, syntax, misread({ kind: 'mention_or_reason' }));
  if ('problem' in read) return read;
  const { on, length, reason } = read;
  if (verb === 'block') return { kind: verb, targetRef, on, length, reason };
  return targetRef.kind === 'connection'
    ? misread({ kind: 'connection_unblocked' })
    : { kind: verb, targetRef, on, reason };
}

/** @param another Returned if there seems to be another target, before the arguments or after them. */
function argumentsAndReason(
  typed: string,
  words: readonly Word[],
  syntax: ActSyntax,
  another: Misread,
  needsScope = false,
): (ActArguments & { readonly reason: string }) | Misread {
  if (joinsSomebody(words)) return another;
  const read = argumentsFrom(words, syntax);
  const lacksScope = 'problem' in read ? read.problem.kind === 'scope_missing' : read.on === undefined;
  if (needsScope && lacksScope) return misread({ kind: 'endpoint_missing' });
  if ('problem' in read) return read;
  return joinsSomebody(read.rest) ? another : { ...read, reason: reasonFrom(typed, read.rest) };
}

/** The text from there on. Quotes around all of it only mark it as a reason. */
function reasonFrom(typed: string, [first, ...others]: readonly Word[]): string {
  if (first === undefined) return '';
  if (first.isQuoted && others.length === 0) return proseFromTyped(typed.slice(first.at + 1, first.end - 1));

  const prose = proseFromTyped(typed.slice(first.at));
  return first.isQuoted ? prose : prose.replace(/^(?:[,:;]+\s*|[-\u2010-\u2015]+\s+)+/, '');
}
