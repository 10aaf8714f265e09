import { createInterface } from 'node:readline/promises';

/** Asks an operator in the terminal. Answers can also come from a pipe, one a line. */
export interface Questions {
  /**
   * @param option The command-line option that answers the question instead.
   * @param preset What an empty answer means; without it, an answer is needed.
   * @throws {Unanswered} If the input ends before.
   */
  ask(question: string, option: string, preset?: string): Promise<string>;
  close(): void;
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

  return {
    async ask(question, option, preset) {
      for (;;) {
        output.write(`${question}${preset === undefined ? '' : ` [${preset}]`}: `);
        const { value, done } = await lines.next();
        if (done === true) {
          output.write('\n');
          throw new Unanswered(`There was no answer to “${question}”. Answer it, or give ${option}.`);
        }
        const answer = value.trim() || preset;
        if (answer !== undefined) return answer;
      }
    },
    close: () => reader.close(),
  };
}
