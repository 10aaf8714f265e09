import { millisecondsInDay, millisecondsInMinute } from 'date-fns/constants';
import { parseBlockLength } from '../../domain/block.ts';
import type { OneOfSeveral } from '../../domain/target.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { type Misread, misread } from './messages.ts';
import { targetListFrom } from './target-list.ts';
import { kickTargetRefFrom } from './target-refs.ts';
import { bareText, isOn, plainText, type Word } from './words.ts';

export interface BoardCommand {
  readonly kind: 'board';
  readonly targetRef: { readonly kind: 'several'; readonly targetRef: readonly OneOfSeveral[] };
  /** The scope as typed, whether or not such an endpoint exists. */
  readonly on: string | undefined;
  /** Undefined if no length was given. */
  readonly lengthMs: number | undefined;
}

const shortestMs = 5 * millisecondsInMinute;
/** A board that nobody stops must not stay up for good: it shows who is at work. */
const longestMs = millisecondsInDay;

/** Parses `@group 4h on ENDPOINT`, where the last two may be left out and come in any order. */
export function parseBoard(words: readonly Word[]): BoardCommand | Misread {
  if (words.length === 0) return nobody;
  const list = targetListFrom(words);
  if ('problem' in list) return isAboutTarget(list) ? list : misread({ kind: 'board_unclear' });

  const targetRef = kickTargetRefFrom(list.targets);
  if ('problem' in targetRef) return targetRef.problem.kind === 'nobody_named' ? nobody : targetRef;
  if (targetRef.kind === 'everyone' || targetRef.kind === 'connection') return nobody;
  const several =
    targetRef.kind === 'several' ? targetRef : { kind: 'several' as const, targetRef: [targetRef] };

  const options = optionsFrom(list.rest);
  return 'problem' in options ? options : { kind: 'board', targetRef: several, ...options };
}

const nobody = misread({ kind: 'nobody_on_board' });

/** The other problems ask where the reason starts, and a board has none. */
function isAboutTarget({ problem }: Misread): boolean {
  return ['open_quote', 'not_a_person', 'too_many', 'too_long'].includes(problem.kind);
}

type Options = Pick<BoardCommand, 'on' | 'lengthMs'>;

function optionsFrom(words: readonly Word[]): Options | Misread {
  let options: Options = { on: undefined, lengthMs: undefined };
  for (let rest = words; rest.length > 0; ) {
    const [first, second] = rest;
    if (isOn(first)) {
      const on = plainText(second);
      if (on === '') return misread({ kind: 'scope_missing' });
      if (options.on !== undefined) return misread({ kind: 'scope_repeated', typed: on });
      options = { ...options, on };
      rest = rest.slice(2);
      continue;
    }
    const length = lengthAt(rest);
    if (length === undefined || options.lengthMs !== undefined)
      return misread({ kind: 'board_option', typed: plainText(first) });
    if (length.ms === undefined) return misread({ kind: 'board_length', typed: length.typed });
    options = { ...options, lengthMs: length.ms };
    rest = rest.slice(length.words);
  }
  return options;
}

/** Reads `8h`, or `8 hours` in two words, after an optional `for`. The length is undefined if it is out of range. */
function lengthAt(words: readonly Word[]) {
  const from = isSameName(plainText(words[0]), 'for') ? 1 : 0;
  for (const count of [2, 1]) {
    const some = words.slice(from, from + count).map(bareText);
    const typed = some.join(' ');
    const length = some.length < count ? undefined : parseBlockLength(typed);
    if (length === undefined) continue;
    const isInRange = length.kind === 'for' && length.ms >= shortestMs && length.ms <= longestMs;
    return { words: from + count, typed, ms: isInRange ? length.ms : undefined };
  }
  return undefined;
}
