/** The names by which Slack gives back what the bot's messages and modals hold. */
export const callbackIds = { kick: 'kick', block: 'block', unblock: 'unblock', decline: 'decline' } as const;

export const actionIds = {
  terminate: 'terminate',
  kickAgain: 'kick_again',
  block: 'block',
  stop: 'kick_stop',
  previous: 'list_previous',
  next: 'list_next',
  refresh: 'list_refresh',
  share: 'list_share',
  filter: 'list_filter',
  approve: 'approve',
  decline: 'decline',
  recordPrevious: 'record_previous',
  recordNext: 'record_next',
  recordRefresh: 'record_refresh',
  recordOlder: 'record_older',
  lift: 'lift',
} as const;

/** Blocks whose state a submission carries; each holds one input of the same action_id. */
export const kickBlocks = {
  reason: 'reason',
  sessions: 'sessions',
  possible: 'possible',
  block: 'block',
  endpoint: 'endpoint',
} as const;

/** The option of "Block for" that blocks nobody. */
export const noBlock = 'none';

/** The one input of the modal for declining. */
export const declineBlocks = { reason: 'decline_reason' } as const;

/** The option of the endpoint filter that stands for all of them; no endpoint can be named so. */
export const allEndpoints = '*';
