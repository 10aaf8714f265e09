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
export function linesOf(problems: readonly Problem[]): readonly string[] {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;

  return [
    `The configuration is invalid: ${count}.`,
    ...problems.map(({ path, message }) => `  ${path}: ${message}`),
  ];
}
