import { textOf } from './elements.ts';
import { eventually } from './eventually.ts';
import type { ChannelName, PersonAtWork } from './person-at-work.ts';

/**
 * Types a command that may open a modal, and waits for its answer. A quick answer is a message in the channel. One that
 * takes longer, as on a busy machine, is in a modal, and on AWS every answer is.
 */
export function answerAnywhere(person: PersonAtWork, channel: ChannelName, command: string): Promise<string> {
  return answerAnywhereTo(person, () => person.in(channel).types(command));
}

/** Does anything else that may open a modal, and waits for its answer. */
export async function answerAnywhereTo(person: PersonAtWork, act: () => Promise<unknown>): Promise<string> {
  const { messages, modal: before } = await person.snapshot();
  const known = new Set(messages.map(({ ts }) => ts));
  await act();

  return eventually('an answer', async () => {
    const now = await person.snapshot();
    const said = now.messages.find(({ ts, onlyFor }) => onlyFor === person.id && !known.has(ts));
    if (said !== undefined) return textOf(said);
    const isNew = now.modal !== null && now.modal.id !== before?.id;
    return isNew && !textOf(now.modal).includes('Looking up') ? textOf(now.modal) : undefined;
  });
}
