/** The ids that identify Bouncer's messages and modals in Slack's requests. */
export const callbackIds = {
  kick: 'kick',
  block: 'block',
  unblock: 'unblock',
  decline: 'decline',
  launcher: 'launcher',
  claimName: 'claim_name',
  declineName: 'decline_name',
  removeName: 'remove_name',
  /** A modal that cannot be submitted. */
  answer: 'answer',
  /** The Home tab, which is no modal. */
  home: 'home',
} as const;

/** The callback_ids of the shortcuts that the manifest declares. */
export const shortcutIds = { launcher: 'launcher', whoIsThis: 'who_is_this' } as const;

export const actionIds = {
  terminate: 'terminate',
  kickAgain: 'kick_again',
  kickName: 'kick_name',
  blockName: 'block_name',
  block: 'block',
  stop: 'kick_stop',
  retry: 'kick_retry',
  previous: 'list_previous',
  next: 'list_next',
  refresh: 'list_refresh',
  share: 'list_share',
  filter: 'list_filter',
  sort: 'list_sort',
  page: 'list_page',
  details: 'details',
  detailsOf: 'details_of',
  detailsRefresh: 'details_refresh',
  approve: 'approve',
  decline: 'decline',
  requestAgain: 'approval_again',
  claimName: 'claim_name',
  approveName: 'approve_name',
  declineName: 'decline_name',
  removeName: 'remove_name',
  auditPrevious: 'record_previous',
  auditNext: 'record_next',
  auditRefresh: 'record_refresh',
  auditOlder: 'record_older',
  auditDetails: 'record_details',
  auditDetailsPrevious: 'record_details_previous',
  auditDetailsNext: 'record_details_next',
  auditBack: 'record_back',
  auditExport: 'record_export',
  charts: 'charts',
  boardStop: 'board_stop',
  lift: 'lift',
  /** Run, or continue with, the command that was probably meant. */
  runCommand: 'run_command',
  continueCommand: 'continue_command',
  homeRefresh: 'home_refresh',
} as const;

/** Blocks whose state is part of a submission. Each holds one input with the same action_id. */
export const kickBlocks = {
  reason: 'reason',
  connections: 'sessions',
  possible: 'possible',
  block: 'block',
  endpoint: 'endpoint',
  quiet: 'quiet',
} as const;

/** The "Block for" option that blocks no one. */
export const noBlock = 'none';

/** The only input of the decline modal. */
export const declineBlocks = { reason: 'decline_reason' } as const;

/** The inputs of the launcher, each with the same action_id. */
export const launcherBlocks = {
  what: 'launcher_what',
  person: 'launcher_person',
  name: 'launcher_name',
  channel: 'launcher_channel',
} as const;

/** The inputs of the modals about names. */
export const claimBlocks = { name: 'claimed_name', reason: 'claim_reason' } as const;

/** The option of the endpoint filter that stands for all endpoints. No endpoint can have this name. */
export const allEndpoints = '*';
