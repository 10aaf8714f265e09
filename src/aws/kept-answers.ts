import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { Endpoint } from '../domain/endpoint.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';

/** A failure is kept for less time: an operator who grants a missing permission looks at once whether it helped. */
const failureKeptMs = secondsToMilliseconds(10);

/**
 * Keeps an endpoint's answer to a question for a while, whether it is a value or a failure, and shares it with all who
 * ask meanwhile. A permission that a role lacks would otherwise cost a call for each of them.
 */
export class KeptAnswers<Answer> {
  readonly #clock: Clock;
  readonly #keptMs: number;
  readonly #asked = new Map<Endpoint['id'], Asked<Answer>>();

  constructor(clock: Clock, keptMs: number) {
    this.#clock = clock;
    this.#keptMs = keptMs;
  }

  /** Returns the answer that is kept, or asks for one. */
  of({ id }: Endpoint, ask: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#asked.get(id);
    if (kept !== undefined && ageMs(this.#clock, kept.askedAt) < kept.keptMs) return kept.answer;

    const asked = { answer: ask(), askedAt: momentOf(this.#clock), keptMs: this.#keptMs };
    this.#asked.set(id, asked);
    asked.answer.catch(() => {
      asked.keptMs = Math.min(asked.keptMs, failureKeptMs);
    });
    return asked.answer;
  }
}

interface Asked<Answer> {
  readonly answer: Promise<Answer>;
  readonly askedAt: Moment;
  readonly keptMs: number;
}
