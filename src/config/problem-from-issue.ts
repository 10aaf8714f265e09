import type { z } from 'zod';
import { closestTo } from '../domain/closest.ts';
import type { Problem } from './invalid-config.ts';
import { shown, withoutCredentials } from './shown.ts';

/** Words Zod's issues as sentences for an operator; passed to `safeParse` as its `error`. */
export function sentenceFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${kindWords[issue.expected] ?? issue.expected}, but is ${kindOf(issue.input)}${quotingHint(issue)}`;
    case 'invalid_value':
      return `${valueText(issue.input)} is not one of ${issue.values.join(', ')}${guess(issue.input, issue.values.map(String))}`;
    case 'too_small':
      return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/**
 * Translates a Zod issue into problems, one for each key when it is about keys.
 *
 * @param file Replaces the path when the problem is about the whole file.
 * @param settingsIn Lists the settings allowed in a section, to suggest a correction for a mistyped key.
 */
export function problemsFromIssue(
  issue: z.core.$ZodIssue,
  file: string,
  settingsIn: (section: string | undefined) => readonly string[],
): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = settingsIn(issue.path[0]?.toString());
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      message: `is not a setting here${guess(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues.map((inner) => inner.message).join('; ');
    return [{ path: pathText(issue.path), message }];
  }
  return [{ path: pathText(issue.path) || file, message: issue.message }];
}

/** Returns `; did you mean "…"?` when one of the words is similar, otherwise an empty text. */
export function guess(typed: unknown, words: readonly string[]): string {
  const closest = typeof typed === 'string' ? closestTo(typed, words) : undefined;
  return closest === undefined ? '' : `; did you mean "${closest}"?`;
}

/** Formats a path as people who read the file would write it, `channels[1].endpoints[0]`; empty for the file itself. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${keyText(String(step))}`))
    .join('')
    .replace(/^\./, '');
}

function keyText(key: string): string {
  const isPlain = /^[\p{L}\p{N}_-]{1,60}$/u.test(key) && withoutCredentials(key) === key;
  return isPlain ? key : shown(key);
}

/** Formats a value from the file for use in a sentence. */
export function valueText(input: unknown): string {
  return typeof input === 'string' ? shown(input) : kindOf(input);
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
};

function kindOf(input: unknown): string {
  if (input === null) return 'empty';
  if (typeof input === 'string') return `the text ${shown(input)}`;
  if (typeof input === 'number') return `the number ${input}`;
  if (typeof input === 'boolean') return String(input);
  return Array.isArray(input) ? 'a list' : 'a map';
}

function quotingHint({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const isQuotable = expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
  return isQuotable ? '; put it in quotes' : '';
}
