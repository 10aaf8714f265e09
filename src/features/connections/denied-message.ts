import { type BotNames, withNames } from '../../domain/bot-names.ts';
import type { Grant } from '../../domain/rules.ts';
import type { Denial, DenialReason } from '../../policy/authorize.ts';
import { type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';

/** What each grant allows, as it follows “You can” and “You can’t”. */
export const grantTexts = {
  self: 'see or terminate your own connections',
  see: 'see who is connected',
  kick: 'terminate connections',
  'kick-many': 'terminate several people’s connections at once',
  block: 'block people',
  audit: 'read the audit log or check Bouncer’s setup',
} as const satisfies Record<Grant, string>;

/** `{cannot}` is “You can’t terminate connections from #leads”. */
const reasonTexts = {
  person_unverifiable: 'Slack couldn’t verify your account, so no action was taken. Try again in a minute.',
  person_guest: 'Guests can’t use Bouncer.',
  person_outsider: 'Only members of this workspace can use Bouncer.',
  person_deactivated: 'Deactivated accounts can’t use Bouncer.',
  person_bot: 'Bots can’t use Bouncer.',
  channel_unknown: 'Bouncer isn’t set up in this channel.',
  channel_hidden: 'Bouncer isn’t in this channel. Type `/invite @handle` here and try again.',
  channel_unverifiable: 'Slack couldn’t verify this channel, so no action was taken. Try again in a minute.',
  channel_public:
    '{cannot} because the channel is public. Make it private, or ask an operator to set `allowPublic` for it.',
  channel_shared: '{cannot} because the channel is shared with another organization.',
  channel_org_shared:
    '{cannot} because other workspaces share the channel. Ask an operator to set `allowOrgShared` for it.',
  channel_archived: '{cannot} because the channel is archived.',
  grant_missing: '{cannot}.',
  membership_missing: '{cannot} because you’re not a member. Ask a member to add you.',
  membership_unverifiable:
    'Slack couldn’t verify that you’re a member of this channel, so no action was taken. Try again in a minute.',
  endpoint_elsewhere: '{cannot}.',
  name_protected:
    'Protected names can’t be blocked, because a block could stop a service. To terminate the connections, use `/command kick`, which requires approval.',
  self_disabled: 'You can’t see or terminate your own connections, because this is turned off.',
  list_unshareable:
    'Only lists from `/command who` can be shared. Type `/command who` and share that list instead.',
  approval_own: 'You can’t approve your own request. Someone else can, or you can withdraw it with Decline.',
  approval_elsewhere: 'This request was made in another channel. Only members there can approve it.',
  approval_over: 'This request was already decided, or it has expired.',
  approval_unlisted: 'Only the approvers named in the request can approve or decline it.',
  approval_unverifiable:
    'Slack couldn’t verify that you’re an approver, so no action was taken. Try again in a minute, and tell an operator if this continues.',
  break_glass_denied:
    'You’re not authorized for break-glass. This attempt was logged. To request approval, leave out `break-glass`.',
  break_glass_unverifiable:
    'Slack couldn’t verify who is authorized for break-glass, so no action was taken. Try again in a minute, or leave out `break-glass` to request approval.',
} as const satisfies Record<DenialReason, string>;

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });
const maxChannels = 8;

/** Says why a request was denied, and in which of their channels this person can do it. */
export function denialView(denial: Denial, names: BotNames): MessageView {
  const text = denialText(denial, names);
  return messageView(text, [section(`:no_entry: ${text}`)]);
}

function denialText(denial: Denial, names: BotNames): string {
  const { reason, grant, allowedIn = [] } = denial;
  const sentence = withNames(reasonTexts[reason], names).replace('{cannot}', cannotText(denial));
  const isElsewhere = !['person_', 'name_', 'list_', 'approval_', 'break_glass_', 'self_'].some((about) =>
    reason.startsWith(about),
  );
  if (!isElsewhere || allowedIn.length === 0) return sentence;

  const isSaid = reasonTexts[reason].startsWith('{cannot}');
  const channels = anyOf.format(allowedIn.slice(0, maxChannels).map(({ id }) => `<#${id}>`));
  return `${sentence} You can${isSaid ? '' : ` ${grantTexts[grant]}`} in ${channels}.`;
}

function cannotText({ reason, grant, channel, endpoint }: Denial): string {
  // Slack shows the link of a private channel only to its members.
  const where = channel === undefined || reason === 'membership_missing' ? 'this channel' : `<#${channel}>`;
  const on = endpoint === undefined ? '' : ` on ${shown(endpoint)}`;
  return `You can’t ${grantTexts[grant]}${on} from ${where}`;
}
