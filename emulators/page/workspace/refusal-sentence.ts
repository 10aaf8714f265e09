/** What the client shows where nothing was sent to the app. An error that isn’t listed is shown as it is. */
const sentences: Readonly<Record<string, string>> = {
  account_inactive: 'This account is deactivated.',
  channel_not_found: 'This person can’t see that channel.',
  element_not_found: 'That element is no longer in the message.',
  invalid_inputs: 'Complete the fields above.',
  is_archived: 'This channel is archived.',
  message_not_found: 'That message was deleted.',
  not_found: 'That is no longer open.',
  not_in_channel: 'This person isn’t a member of this channel.',
  option_not_found: 'That option is no longer available.',
  read_only: 'Sending messages to this app has been turned off.',
};

export function refusalSentence(error: string): string {
  return sentences[error] ?? error;
}
