import { parsePeriod, parsePeriodUnit } from '../../domain/history-period.ts';
import { type Misread, misread } from './messages.ts';
import { bareText, isOn, plainText, type Word } from './words.ts';

/** The words of a look-up without its period, and the period. */
interface WithoutPeriod {
  readonly words: readonly Word[];
  readonly periodMs: number | undefined;
}

/**
 * Takes `7d`, `last 24 hours` or `since 2w` out of the words of a history. In double quotes, they are part of a name.
 *
 * @param typed The whole text, for saying what was probably meant.
 */
export function periodFrom(words: readonly Word[], typed: string): WithoutPeriod | Misread {
  const first = phraseIn(words);
  if (first === undefined) {
    const problem = unclearPeriod(words, typed);
    return problem ?? { words, periodMs: undefined };
  }
  const rest = [...words.slice(0, first.from), ...words.slice(first.to)];
  const second = phraseIn(rest);
  if (second !== undefined) return misread({ kind: 'duration_repeated', typed: second.typed });
  return { words: rest, periodMs: first.ms };
}

interface Phrase {
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  readonly ms: number;
}

const leads = ['last', 'past', 'since', 'for'];
const articles = ['in', 'of', 'over', 'within', 'the'];

function phraseIn(words: readonly Word[]): Phrase | undefined {
  const texts = words.map((word) => bareText(word).toLowerCase());
  for (const [at, text] of texts.entries()) {
    // The name of an endpoint may look like a duration.
    if (isOn(words[at - 1])) continue;
    const isLed = leads.includes(text);
    const found = durationAt(texts, isLed ? at + 1 : at) ?? (isLed ? unitAfter(texts, at) : undefined);
    if (found !== undefined) return { ...found, from: startOf(texts, at) };
  }
  return undefined;
}

/** Reads `7d`, or `7 days` in two words. */
function durationAt(texts: readonly string[], at: number): Omit<Phrase, 'from'> | undefined {
  for (const length of [2, 1]) {
    const some = texts.slice(at, at + length);
    const typed = some.join(' ');
    // A mention has no text.
    const ms = some.includes('') ? undefined : parsePeriod(typed);
    if (ms !== undefined) return { typed, ms, to: at + length };
  }
  return undefined;
}

/** Reads `last week`. */
function unitAfter(texts: readonly string[], at: number): Omit<Phrase, 'from'> | undefined {
  const typed = texts[at + 1] ?? '';
  const ms = ['last', 'past'].includes(texts[at] ?? '') ? parsePeriodUnit(typed) : undefined;
  return ms === undefined ? undefined : { typed, ms, to: at + 2 };
}

/** Includes the words before it in “in the last 7 days”. */
function startOf(texts: readonly string[], at: number): number {
  let from = at;
  while (articles.includes(texts[from - 1] ?? '')) from -= 1;
  return from;
}

const days = /^(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2})$/;

/** Detects a number without a unit, and a day, neither of which anyone is named. */
function unclearPeriod(words: readonly Word[], typed: string): Misread | undefined {
  const number = words.find((word, at) => /^\d{1,2}$/.test(plainText(word)) && !isOn(words[at - 1]));
  if (number !== undefined) {
    const text = `${typed.slice(0, number.end)}d${typed.slice(number.end)}`.trim();
    return misread({
      kind: 'period_without_unit',
      typed: plainText(number),
      meant: { text, effect: 'looks' },
    });
  }
  const last = words.at(-1);
  const isSince = bareText(words.at(-2)).toLowerCase() === 'since';
  const isDay = days.test(bareText(last).toLowerCase());
  return isSince || isDay ? misread({ kind: 'period_unclear', typed: bareText(last) }) : undefined;
}
