import { createHash } from 'node:crypto';
import type { JsonObject } from '../protocol/json-object.ts';

/**
 * Decides, by a seed, which of the fields that Slack does not always send are missing or null: for the same seed and
 * object always the same ones. An app must read all of these answers alike.
 */
export class Omissions {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The fields, each with its value, with null, or not at all. @param of The id of the object that they belong to. */
  some(of: string, fields: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        const sent = this.pick(`${of} ${name}`, ['value', 'null', 'nothing'] as const);
        return sent === 'nothing' ? [] : [[name, sent === 'null' ? null : value]];
      }),
    );
  }

  /** One of the options. @param of What it is chosen for. */
  pick<Option>(of: string, options: readonly [Option, ...Option[]]): Option {
    const number = createHash('sha256').update(`${this.#seed} ${of}`).digest().readUInt32BE();
    return options[number % options.length] ?? options[0];
  }
}
