import type { Problem } from './invalid-config.ts';

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
