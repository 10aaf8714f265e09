import { createInterface } from 'node:readline/promises';

/** Asks an operator in the terminal. Answers can also come from a pipe, one a line. */
export interface Questions {
  /**
   * Asks until an answer is accepted.
   *
   * @param option The command-line option that answers the question instead.
   * @param accept Returns what an answer means. A `WrongChoice` that it throws is shown, and the question is asked again.
   * @param preset What an empty answer means; without it, an answer is needed.
   * @throws {Unanswered} If the input ends before.
   */
  ask<Result>(
    question: string,
    option: string,
    accept: (answer: string) => Result | Promise<Result>,
    preset?: string,
  ): Promise<Result>;
  close(): void;
}

/** What was typed fits nothing that is there. The message says what would. */
export class WrongChoice extends Error {
  override readonly name = 'WrongChoice';
}

/** The input ended where an answer was needed. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Questions go to stderr, so that stdout holds nothing but the result. */
export function openQuestions(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Questions {
  const reader = createInterface({ input });
  // Lines of a pipe that arrive between two questions are kept; `question()` would lose them.
  const lines = reader[Symbol.asyncIterator]();

  async function nextLine(question: string, option: string): Promise<string> {
    const { value, done } = await lines.next();
    if (done !== true) return value.trim();
    output.write('\n');
    throw new Unanswered(`There was no answer to “${question}”. Answer it, or give ${option}.`);
  }

  return {
    async ask(question, option, accept, preset) {
      for (;;) {
        output.write(`${question}${preset === undefined ? '' : ` [${preset}]`}: `);
        const answer = (await nextLine(question, option)) || preset;
        try {
          if (answer === undefined) throw new WrongChoice('An answer is needed.');
          return await accept(answer);
        } catch (error) {
          if (!(error instanceof WrongChoice)) throw error;
          output.write(`${error.message}\n`);
        }
      }
    },
    close: () => reader.close(),
  };
}
