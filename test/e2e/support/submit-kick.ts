import type { ChannelName, PersonAtWork } from './person-at-work.ts';

/** Types `/vpn kick`, waits for the modal and submits it with everything ticked. @throws {Error} if it stays open. */
export async function submitKick(
  person: PersonAtWork,
  channel: ChannelName,
  targetRef: string,
  reason = 'whatever may happen',
): Promise<void> {
  await person.in(channel).types(`/vpn kick ${targetRef}`);
  const left = await person.submits(await person.modal(), { reason });
  if (left !== undefined) throw new Error(`The modal stays open: ${JSON.stringify(left)}`);
}
