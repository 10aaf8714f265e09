/** One thing that the operator has to put right. */
export interface Problem {
  /** Where it is: `channels[1].endpoints[0]`, an environment variable, or `bouncer.yml, line 3, column 5`. */
  readonly path: string;
  /** What is wrong there and what would be right. It never holds a secret's value. */
  readonly message: string;
}

/** The configuration cannot be used; holds every problem that was found, not just the first. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(linesOf(problems).join('\n'));
    this.problems = problems;
  }
}

/** Writes problems for a terminal: a header, then `path: message` for each, one a line. */
export function linesOf(problems: readonly Problem[]): readonly string[] {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;

  return [
    `The configuration is invalid: ${count}.`,
    ...problems.map(({ path, message }) => `  ${path}: ${message}`),
  ];
}
