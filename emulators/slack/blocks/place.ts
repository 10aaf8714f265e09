/** One breach of Block Kit's rules, in Slack's words: a sentence, and a JSON pointer to what breaks it. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
}

/** A location in a block structure; rules report violations there. */
export class Place {
  readonly pointer: string;
  readonly #violations: Violation[];

  constructor(pointer: string, violations: Violation[]) {
    this.pointer = pointer;
    this.#violations = violations;
  }

  at(key: string | number): Place {
    return new Place(`${this.pointer}/${key}`, this.#violations);
  }

  refuse(message: string): void {
    this.#violations.push({ pointer: this.pointer, message });
  }
}

/** Looks at a value and refuses what Slack refuses. */
export type Rule = (value: unknown, place: Place) => void;

/** As Slack prints it: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
export function sentenceOf({ message, pointer }: Violation): string {
  return `${message} [json-pointer:${pointer}]`;
}
