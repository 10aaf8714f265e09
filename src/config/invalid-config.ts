import type { z } from 'zod';
import { closestTo } from '../domain/closest.ts';

/** One problem that the operator has to fix. */
export interface Problem {
  /** Where the problem is: `channels[1].endpoints[0]`, an environment variable, or `bouncer.yml, line 3, column 5`. */
  readonly path: string;
  /** What is wrong and what would be right. It never contains a secret's value. */
  readonly message: string;
}

/** The configuration is invalid. The error holds all problems found, not just the first. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(linesOf(problems).join('\n'));
    this.problems = problems;
  }
}

/** Formats problems for a terminal: a header, then `path: message` on one line for each. */
function linesOf(problems: readonly Problem[]): readonly string[] {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;

  return [
    `The configuration is invalid: ${count}.`,
    ...problems.map(({ path, message }) => `  ${path}: ${message}`),
  ];
}

/** Words Zod's issues as sentences for an operator; passed to `safeParse` as its `error`. */
export function issueSentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${kindWords[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}${quotingHint(issue)}`;
    case 'invalid_value':
      return `${valueText(issue.input)} isn’t one of ${issue.values.join(', ')}${guess(issue.input, issue.values.map(String))}`;
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
      message: `isn’t a setting here${guess(key, known)}`,
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

/** The result of checking outside input: a value that can be trusted from here on, or all problems with it. */
export type Checked<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly problems: readonly Problem[] };

export function valid<T>(value: T): Checked<T> {
  return { valid: true, value };
}

export function invalid(...problems: readonly Problem[]): Checked<never> {
  return { valid: false, problems };
}

export function problemsOf(checked: Checked<unknown>): readonly Problem[] {
  return checked.valid ? [] : checked.problems;
}

const maxShown = 60;
const tokenLike = /xox[a-z](\.xox[a-z])?-[\w-]+|xapp-[\w-]+|(AKIA|ASIA)[A-Z0-9]{12,}/gi;

/** Quotes text from the file on one line, shortened, and with credentials masked. */
export function shown(text: string): string {
  const points = [...withoutCredentials(text)];
  const clamped = points.length > maxShown ? `${points.slice(0, maxShown).join('')}…` : points.join('');

  return JSON.stringify(clamped);
}

/** Masks anything that looks like a Slack token or an AWS access key. */
export function withoutCredentials(text: string): string {
  return text.replace(tokenLike, '(a credential, not shown)');
}
