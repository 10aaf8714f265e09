import { SlackRefusal } from './slack-refusal.ts';

/** An interaction that allows the app to open a modal for the person. */
export interface Trigger {
  readonly personId: string;
  /** The channel it happened in, where it happened in one. */
  readonly channelId: string | null;
  /** The modal it happened in, for `views.push`. */
  readonly viewId: string | null;
}

/** Trigger ids: each opens one modal, soon or never. */
export class Triggers {
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #issued = new Map<string, { trigger: Trigger; expiresAt: number; isExchanged: boolean }>();

  constructor(now: () => number, lifeMs: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  issue(trigger: Trigger): string {
    const number = this.#issued.size + 1;
    const id = `${number}.${this.#now()}.${number.toString(16).padStart(16, '0')}`;
    this.#issued.set(id, { trigger, expiresAt: this.#now() + this.#lifeMs, isExchanged: false });
    return id;
  }

  /**
   * Who may be shown a modal now.
   * @throws SlackRefusal `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`
   */
  find(id: string): Trigger {
    const issued = this.#issued.get(id);
    if (!issued) throw new SlackRefusal('invalid_trigger_id');
    if (issued.isExchanged) throw new SlackRefusal('exchanged_trigger_id');
    if (this.#now() > issued.expiresAt) throw new SlackRefusal('expired_trigger_id');
    return issued.trigger;
  }

  exchange(id: string): void {
    const issued = this.#issued.get(id);
    if (issued) issued.isExchanged = true;
  }

  /** Where the person was, even when the trigger is spent: a refusal is shown there. */
  origin(id: string): Trigger | undefined {
    return this.#issued.get(id)?.trigger;
  }
}
