import { textOf } from './elements.ts';
import { eventually } from './eventually.ts';
import type { ChannelName, PersonAtWork } from './person-at-work.ts';

/**
 * Types a command that may open a modal, and waits for what it says: at once it stands in the channel; what takes longer
 * on a busy machine stands in the modal, and so does everything on AWS.
 */
export async function answerAnywhere(
  person: PersonAtWork,
  channel: ChannelName,
  command: string,
): Promise<string> {
  const { messages, modal: before } = await person.snapshot();
  const known = new Set(messages.map(({ ts }) => ts));
  await person.in(channel).types(command);

  return eventually('an answer', async () => {
    const now = await person.snapshot();
    const said = now.messages.find(({ ts, onlyFor }) => onlyFor === person.id && !known.has(ts));
    if (said !== undefined) return textOf(said);
    const isNew = now.modal !== null && now.modal.id !== before?.id;
    return isNew && !textOf(now.modal).includes('Looking up') ? textOf(now.modal) : undefined;
  });
}
