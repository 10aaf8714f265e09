import { parseConnectionId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import type { ExactTargetRef, TargetRef } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { Problem } from './arguments.ts';
import { nameWithoutMarks, plainText, type Word, withoutMarks } from './words.ts';

/** No name on AWS is longer. */
const longestText = 255;

/** Parses the target that words form together: one mention, or a text that may contain spaces. */
export function targetRefFrom(words: readonly Word[]): TargetRef | Problem {
  const [first] = words;
  if (first === undefined) return { kind: 'everyone' };
  if (words.some(({ kind }) => kind === 'other_mention')) return { problem: { kind: 'not_a_person' } };

  const open = words.find((word) => plainText(word).startsWith('"'));
  if (open !== undefined) return { problem: { kind: 'open_quote', typed: plainText(open) } };
  const mention = words.length === 1 ? mentioned(first) : undefined;
  if (mention !== undefined) return mention;
  if (words.some(({ kind }) => kind !== 'text')) return { problem: { kind: 'not_a_person' } };

  const typed = words.map((word) => (word.kind === 'text' ? word.text : '')).join(' ');
  const name = (words.length === 1 ? typed : withoutMarks(typed)).replace(/^@/, '').trim();
  const text = first.kind === 'text' && first.isQuoted ? name : nameWithoutMarks(name);
  if (text === '') return { kind: 'everyone' };
  if ([...text].length > longestText) return { problem: { kind: 'too_long' } };
  const connection = parseConnectionId(foldName(text));
  return connection === undefined ? { kind: 'text', text } : { kind: 'connection', connection };
}

function mentioned(word: Word): TargetRef | undefined {
  if (word.kind === 'person') {
    const person = parsePersonId(word.id);
    return person && { kind: 'person', person };
  }
  if (word.kind !== 'group') return undefined;

  const group = parseGroupId(word.id);
  return group && { kind: 'group', group };
}

/** Turns a target to act on into an exact one: a text then has to be a whole name. */
export function exact(
  targetRef: Exclude<TargetRef, { readonly kind: 'everyone' } | { readonly kind: 'group' }>,
): ExactTargetRef {
  return targetRef.kind === 'text' ? { kind: 'name', name: targetRef.text } : targetRef;
}
