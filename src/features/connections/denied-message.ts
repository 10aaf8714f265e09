import { type BotNames, withNames } from '../../domain/bot-names.ts';
import type { Grant } from '../../domain/rules.ts';
import type { Denial, DenialReason } from '../../policy/authorize.ts';
import { type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { listed } from '../../slack/block-kit/quantities.ts';

const grantTexts = {
  self: 'see and end your own sessions',
  see: 'see who is on the VPN',
  kick: 'end one person’s sessions',
  'kick-many': 'end several people’s sessions at once',
  block: 'keep people out',
  audit: 'read the record',
} as const satisfies Record<Grant, string>;

const reasonTexts = {
  person_unverifiable:
    'Slack could not tell me who you are just now, so I do nothing. Try again in a minute.',
  person_guest: 'Guests may not use the VPN bot.',
  person_outsider: 'Only members of this workspace may use the VPN bot.',
  person_deactivated: 'This account is deactivated.',
  person_bot: 'Bots may not use the VPN bot.',
  channel_unknown: 'This channel is not set up for it.',
  channel_hidden:
    'I am not in this channel, so I cannot check it. Type `/invite @handle` here and try again.',
  channel_unverifiable:
    'Slack could not tell me about this channel just now, so I do nothing. Try again in a minute.',
  channel_public:
    'This channel is public, so anyone could do it. Make it private, or have an operator accept that with `allowPublic`.',
  channel_shared: 'This channel is shared with another organisation.',
  channel_org_shared:
    'Other workspaces of your company read this channel. Use one of this workspace alone, or have an operator accept that with `allowOrgShared`.',
  channel_archived: 'This channel is archived.',
  grant_missing: 'This channel may not do that.',
  membership_missing:
    'You are not in this channel, so you cannot do that from here. Ask somebody in it to add you, or to do it.',
  membership_unverifiable:
    'Slack could not tell me just now whether you are in this channel, so I do nothing. Try again in a minute.',
  endpoint_elsewhere: 'This channel may not touch that endpoint.',
  name_protected:
    'This name is protected: I keep nobody out by it, since a single word could stop a service. End its sessions with `/command kick`, which asks a second person; an operator can take the name out of `protected`.',
  self_disabled: 'Ending one’s own sessions is not switched on here.',
  list_unshareable:
    'Only `/command who` lists can be shared; this list is for you alone. Type `/command who` and share that one.',
  approval_own:
    'You asked for this yourself, so somebody else has to approve it. You may withdraw it with Decline.',
  approval_elsewhere: 'This was asked for in another channel, and has to be approved there.',
  approval_over: 'This has been decided already, or its time is over.',
  break_glass_denied:
    'You aren’t listed for break-glass. This attempt is in the audit log. Leave out `break-glass` to ask for approval.',
  break_glass_unverifiable:
    'Slack couldn’t tell Bouncer who is listed for break-glass, so no one can use it now. Leave out `break-glass` to ask for approval, or try again in a minute.',
} as const satisfies Record<DenialReason, string>;

/** Says why a request was denied, which grant is missing, and which channels have it. */
export function denialView(denial: Denial, names: BotNames): MessageView {
  const text = denialText(denial, names);
  return messageView(text, [section(`:no_entry: ${text}`)]);
}

function denialText({ reason, grant, grantedIn }: Denial, names: BotNames): string {
  const isAboutGrant = !['person_', 'name_', 'list_', 'approval_', 'break_glass_'].some((about) =>
    reason.startsWith(about),
  );
  const isMissing = isAboutGrant && !reason.startsWith('membership_');
  const missing = isMissing ? ` Missing: \`${grant}\` (${grantTexts[grant]}).` : '';
  return withNames(reasonTexts[reason], names) + missing + elsewhere(isAboutGrant ? grantedIn : []);
}

/** Slack shows the link of a private channel only to its members, so the name is shown beside it. */
function elsewhere(channels: Denial['grantedIn']): string {
  if (channels.length === 0) return '';
  return ` You can do it in ${listed(channels.map(({ id, name }) => `#${shown(name)} (<#${id}>)`))}.`;
}
