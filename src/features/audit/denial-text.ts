import type { Grant } from '../../domain/rules.ts';
import type { DenialReason } from '../../policy/authorize.ts';

/** Why a request was denied. */
const denialWords = {
  person_unverifiable: 'Slack couldn’t verify this person',
  person_guest: 'guests can’t use Bouncer',
  person_outsider: 'only members of this workspace can use Bouncer',
  person_deactivated: 'this account is deactivated',
  person_bot: 'bots can’t use Bouncer',
  channel_unknown: 'this channel isn’t configured',
  channel_hidden: 'Bouncer isn’t in this channel',
  channel_unverifiable: 'Slack couldn’t verify this channel',
  channel_public: 'this channel is public',
  channel_shared: 'this channel is shared with another organization',
  channel_org_shared: 'this channel is shared with other workspaces',
  channel_archived: 'this channel is archived',
  grant_missing: 'this channel can’t do that',
  membership_missing: 'this person isn’t in the channel',
  membership_unverifiable: 'Slack couldn’t verify that this person is in the channel',
  endpoint_elsewhere: 'the endpoint is outside this channel’s scope',
  self_disabled: 'terminating one’s own connections is turned off',
  list_unshareable: 'this list can’t be shared',
  name_protected: 'the name is protected',
  approval_own: 'no one can approve their own request',
  approval_elsewhere: 'the request belongs to another channel',
  approval_over: 'the request was already decided, or had expired',
  approval_unlisted: 'only the listed approvers can approve or decline',
  approval_unverifiable: 'Slack couldn’t verify who is listed as an approver',
  break_glass_denied: 'this person isn’t authorized for break-glass',
  break_glass_unverifiable: 'Slack couldn’t verify who is authorized for break-glass',
} as const satisfies Record<DenialReason, string>;

const grantWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    self: 'terminate one’s own connections',
    see: 'see connections',
    kick: 'terminate connections',
    'kick-many': 'terminate connections of several people',
    block: 'block people',
    audit: 'read the audit log',
  } satisfies Record<Grant, string>),
);

/** Says why a request was denied, from the detail of a `refused` entry; undefined if it says something else. */
export function denialText(detail: string): string | undefined {
  const [, count, time] = /^too_many_requests: (\d+) further requests? in (.+)$/.exec(detail) ?? [];
  if (count !== undefined)
    return `too many requests: ${count} more in ${time} ${count === '1' ? 'was' : 'were'} not processed`;

  const [, code = '', grant = '', approver] =
    /^(\w+) \(([\w-]+)\)(?:, when (.+) \(\w+\) approved)?$/.exec(detail) ?? [];
  const reason = Object.entries(denialWords).find(([known]) => known === code)?.[1];
  const words =
    code === 'grant_missing' ? `this channel can’t ${grantWords.get(grant) ?? 'do that'}` : reason;
  return approver === undefined || words === undefined ? words : `approved by ${approver}, but ${words}`;
}
