import type { DurationFilter } from '../../domain/arrangement.ts';
import { parseBlockLength } from '../../domain/block.ts';
import { type Misread, misread } from './messages.ts';
import { bareText, type Word } from './words.ts';

/** The words of a look-up without its duration, and the duration. */
interface WithoutDuration {
  readonly words: readonly Word[];
  readonly lasting: DurationFilter | undefined;
}

const comparisons: ReadonlyMap<string, DurationFilter['kind']> = new Map([
  ['older', 'older'],
  ['longer', 'older'],
  ['more', 'older'],
  ['over', 'older'],
  ['newer', 'newer'],
  ['younger', 'newer'],
  ['less', 'newer'],
  ['under', 'newer'],
]);
/** These need no `than`. */
const prepositions = ['over', 'under'];

/**
 * Takes `older than 8h`, or a synonym, out of the words of a look-up. Without `than` and a duration, the words are part
 * of a name or a text.
 */
export function durationFilterFrom(words: readonly Word[]): WithoutDuration | Misread {
  const first = phraseIn(words);
  if (first === undefined) return { words, lasting: undefined };
  if (first.ms === undefined) return misread({ kind: 'unknown_duration', typed: first.typed });

  const rest = [...words.slice(0, first.from), ...words.slice(first.to)];
  const second = phraseIn(rest);
  if (second !== undefined) return misread({ kind: 'duration_repeated', typed: second.typed });
  return { words: rest, lasting: { kind: first.kind, ms: first.ms } };
}

interface Phrase {
  readonly kind: DurationFilter['kind'];
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  /** Undefined if it is not a duration. */
  readonly ms: number | undefined;
}

function phraseIn(words: readonly Word[]): Phrase | undefined {
  const texts = words.map((word) => bareText(word).toLowerCase());
  for (const [at, text] of texts.entries()) {
    const kind = comparisons.get(text);
    if (kind === undefined) continue;
    const hasThan = texts[at + 1] === 'than';
    if (!hasThan && !prepositions.includes(text)) continue;

    const start = hasThan ? at + 2 : at + 1;
    const duration = durationAt(texts, start);
    // "over there" is a text.
    if (duration === undefined && !hasThan) continue;
    const from = startOf(texts, at);
    const typed = duration?.typed ?? texts[start] ?? '';
    return { kind, from, to: start + (duration?.length ?? 1), typed, ms: duration?.ms };
  }
  return undefined;
}

/** Includes the words before it in "connected for more than 8h". */
function startOf(texts: readonly string[], at: number): number {
  const afterFor = texts[at - 1] === 'for' ? at - 1 : at;
  return texts[afterFor - 1] === 'connected' ? afterFor - 1 : afterFor;
}

/** Reads `8h`, or `8 hours` in two words. */
function durationAt(texts: readonly string[], at: number) {
  for (const length of [2, 1]) {
    const typed = texts.slice(at, at + length).join(' ');
    const read = parseBlockLength(typed);
    if (read?.kind === 'for') return { typed, length, ms: read.ms };
  }
  return undefined;
}
