import type { StateValues } from './element-state.ts';

/** What each person has chosen in the menus of each message; Slack's client keeps it per person. */
export class MessageChoices {
  readonly #byKey = new Map<string, StateValues>();

  of(personId: string, messageTs: string): StateValues {
    return this.#byKey.get(`${personId} ${messageTs}`) ?? {};
  }

  keep(personId: string, messageTs: string, chosen: StateValues): void {
    this.#byKey.set(`${personId} ${messageTs}`, chosen);
  }
}
