export interface ScheduledMessage {
  readonly id: string;
  readonly channel: string;
  readonly postAtS: number;
  readonly text: string;
}

/** Messages that wait for their time. It never comes: this workspace posts none of them. */
export class ScheduledMessages {
  readonly #byId = new Map<string, ScheduledMessage>();

  add(message: ScheduledMessage): void {
    this.#byId.set(message.id, message);
  }

  find(id: string): ScheduledMessage | undefined {
    return this.#byId.get(id);
  }

  remove({ id }: ScheduledMessage): void {
    this.#byId.delete(id);
  }

  list(): readonly ScheduledMessage[] {
    return [...this.#byId.values()];
  }
}
