/** What a client says where it sends nothing to the app; what is not listed is a sentence already, or said as it is. */
const sentences: Readonly<Record<string, string>> = {
  account_inactive: 'This account is deactivated: it can neither write nor press anything.',
  channel_not_found: 'This person does not see that channel.',
  element_not_found: 'That is no longer part of the message.',
  invalid_inputs: 'Something is missing above.',
  is_archived: 'This channel is archived: nobody can write here.',
  message_not_found: 'That message is no longer there.',
  not_found: 'That is no longer open.',
  not_in_channel: 'This person is not a member of this channel.',
  option_not_found: 'That choice is no longer offered.',
};

export function refusalSentence(error: string): string {
  return sentences[error] ?? error;
}
