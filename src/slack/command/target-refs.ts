import { parseConnectionId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import type {
  BlockTargetRef,
  ExactTargetRef,
  KickTargetRef,
  OneOfSeveral,
  TargetRef,
} from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { type Misread, misread } from './messages.ts';
import { isEveryone } from './target-list.ts';
import { nameWithoutMarks, plainText, type Word, withoutMarks } from './words.ts';

/** No name on AWS is longer. */
const maxTextLength = 255;
/** More targets than this have to be a group. */
const maxTyped = 20;
/** The modal's metadata carries the targets as text within text, and holds 3,000 characters in all. */
const maxCarriedLength = 2_000;

/** Parses the target that words form together: one mention, or a text that may contain spaces. */
export function targetRefFrom(words: readonly Word[]): TargetRef | Misread {
  const [first] = words;
  if (first === undefined) return { kind: 'everyone' };
  if (words.some(({ kind }) => kind === 'other_mention')) return misread({ kind: 'not_a_person' });

  const open = words.map(plainText).find((text) => text.startsWith('"'));
  if (open !== undefined) return misread({ kind: 'open_quote', typed: open });
  const mention = words.length === 1 ? mentioned(first) : undefined;
  if (mention !== undefined) return mention;
  if (words.some(({ kind }) => kind !== 'text')) return misread({ kind: 'not_a_person' });

  const typed = words.map((word) => (word.kind === 'text' ? word.text : '')).join(' ');
  const name = (words.length === 1 ? typed : withoutMarks(typed)).replace(/^@/, '').trim();
  const text = first.isQuoted ? name : nameWithoutMarks(name);
  if (text === '') return { kind: 'everyone' };
  if ([...text].length > maxTextLength) return misread({ kind: 'too_long' });
  const connection = parseConnectionId(foldName(text));
  return connection === undefined ? { kind: 'text', text } : { kind: 'connection', connection };
}

function mentioned(word: Word): TargetRef | undefined {
  if (word.kind === 'person') {
    const person = parsePersonId(word.id);
    return person && { kind: 'person', person };
  }
  const group = word.kind === 'group' ? parseGroupId(word.id) : undefined;
  return group && { kind: 'group', group };
}

/** Parses the targets of a block or unblock. */
export function blockTargetRefFrom(
  targets: readonly Word[],
  verb: 'block' | 'unblock',
): BlockTargetRef | Misread {
  if (targets.some(isEveryone)) return misread({ kind: 'everyone_blocked' });

  const refs = severalOrOne(targets);
  return 'problem' in refs && refs.problem.kind === 'nobody_named'
    ? misread({ kind: verb === 'block' ? 'nobody_to_block' : 'nobody_to_unblock' })
    : refs;
}

/** Parses the targets of a kick. */
export function kickTargetRefFrom(targets: readonly Word[]): KickTargetRef | Misread {
  if (targets.some(isEveryone))
    return targets.length === 1 ? { kind: 'everyone' } : misread({ kind: 'everyone_among_several' });
  return severalOrOne(targets);
}

function severalOrOne(targets: readonly Word[]): BlockTargetRef | Misread {
  const refs = distinctRefs(targets);
  if ('problem' in refs) return refs;
  const [only, ...others] = refs;
  if (only !== undefined && others.length === 0 && only.kind !== 'group') return only;

  const several = refs.filter((targetRef) => targetRef.kind !== 'connection');
  if (several.length < refs.length) return misread({ kind: 'connection_among_several' });
  if (several.length > maxTyped) return misread({ kind: 'too_many' });
  return JSON.stringify(JSON.stringify(several)).length > maxCarriedLength
    ? misread({ kind: 'too_long_together' })
    : { kind: 'several', targetRef: several };
}

/** Lists every target once, a text as a whole name. If one of them cannot be parsed, none is. */
function distinctRefs(targets: readonly Word[]): readonly (ExactTargetRef | OneOfSeveral)[] | Misread {
  const refs = new Map<string, ExactTargetRef | OneOfSeveral>();
  for (const target of targets) {
    const targetRef = targetRefFrom([target]);
    if ('problem' in targetRef) return targetRef;
    if (targetRef.kind === 'everyone') return misread({ kind: 'nobody_named' });
    const isName = targetRef.kind === 'text';
    const key = isName ? `name ${foldName(targetRef.text)}` : JSON.stringify(targetRef);
    refs.set(key, isName ? { kind: 'name', name: targetRef.text } : targetRef);
  }
  return [...refs.values()];
}
