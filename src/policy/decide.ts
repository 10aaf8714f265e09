import type { ChannelLookup, Membership, PersonLookup } from '../domain/channel.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { ChannelId } from '../domain/ids.ts';
import type { Person, Standing } from '../domain/person.ts';
import type { ChannelGrant, ChannelRule, Grant, Rules } from '../domain/rules.ts';

/** Who asks, and in which channel: looked up afresh for every command, click and submission. */
export interface Situation {
  readonly person: PersonLookup<Person>;
  readonly channel: ChannelLookup;
  /** Looked up for actions, see {@link ActingSituation}, and for people who ask from outside the channel. */
  readonly membership?: Membership;
  /**
   * Whether they asked from outside the channel: only someone who asks in the channel is known to be able to read it.
   */
  readonly isOutside?: boolean;
}

/** A situation in which an action can be decided: in a private channel, only its members may act. */
export interface ActingSituation extends Situation {
  readonly membership: Membership;
}

export type Decision = { readonly allowed: true } | Denial;

export interface Denial {
  readonly allowed: false;
  readonly reason: DenialReason;
  readonly grant: Grant;
  /**
   * The channels that have the grant, for the sentence that says where to go; none if the person is not a full member.
   */
  readonly grantedIn: readonly ChannelRule[];
}

export type DenialReason =
  | 'person_unverifiable'
  | `person_${Exclude<Standing, 'member'>}`
  | 'channel_unknown'
  | 'channel_hidden'
  | 'channel_unverifiable'
  | 'channel_public'
  | 'channel_shared'
  | 'channel_org_shared'
  | 'channel_archived'
  | 'grant_missing'
  | 'membership_missing'
  | 'membership_unverifiable'
  | 'endpoint_elsewhere'
  | 'self_disabled'
  | 'list_unshareable'
  | 'name_protected'
  | 'approval_own'
  | 'approval_elsewhere'
  | 'approval_over'
  | 'break_glass_denied'
  | 'break_glass_unverifiable';

/**
 * Permission belongs to the channel: whoever can post in it may do what the channel is granted. Whatever is not
 * granted, not known or not verifiable is denied.
 *
 * @param endpoint The endpoint to act on; without it, this checks whether the grant holds on any.
 */
export function authorize(rules: Rules, situation: Situation, grant: Grant, endpoint?: Endpoint): Decision {
  if (grant === 'self') return decideSelf(rules, situation.person);

  const reason =
    personProblem(situation.person) ??
    channelProblem(rules, situation.channel, grant) ??
    (isAct(grant) || situation.isOutside === true ? membershipProblem(situation) : undefined) ??
    endpointProblem(rules, situation.channel, endpoint);

  return reason === undefined ? { allowed: true } : refusal(rules, grant, reason, situation, endpoint);
}

/** The lists that people look at. */
export const listKinds = ['who', 'me', 'history', 'blocks'] as const;
export type ListKind = (typeof listKinds)[number];

/** Who can read a list: the person who asked for it, or everyone in the channel. */
export type Audience = 'asker' | 'channel';

/** The only lists with a Share button: no other list can be shown to the channel. */
const shareableLists: readonly ListKind[] = ['who'];

/**
 * Decides whether a list may be shown to its audience, in addition to the grant that the list itself needs. A list is
 * private to the person who asked. Sharing it must not reveal names to another organization or the public.
 */
export function decideAudience(
  rules: Rules,
  situation: Situation,
  list: ListKind,
  audience: Audience,
): Decision {
  if (audience === 'asker') return { allowed: true };
  const decision = authorize(rules, situation, 'see');
  if (!decision.allowed) return decision;

  const reason = shareableLists.includes(list)
    ? (exposureProblem(rules, situation.channel) ??
      membershipProblem({ membership: 'unverifiable', ...situation }))
    : 'list_unshareable';
  return reason === undefined ? { allowed: true } : refusal(rules, 'see', reason, situation);
}

/** The denial of something that no channel's grant would allow. */
export function deny(reason: Extract<DenialReason, `approval_${string}` | `break_glass_${string}`>): Denial {
  return { allowed: false, reason, grant: 'kick', grantedIn: [] };
}

/** Decides about a person's own connections: `self` belongs to the person, whatever the channel. */
export function decideSelf(rules: Rules, person: Situation['person']): Decision {
  const reason = personProblem(person) ?? selfProblem(rules);
  return reason === undefined ? { allowed: true } : refusal(rules, 'self', reason);
}

/** The denial of a block on a protected name: no second person can approve one. */
export function refuseProtected(rules: Rules): Denial {
  return refusal(rules, 'block', 'name_protected');
}

/** The endpoints on which the grant holds in this situation; none if it does not hold at all. */
export function endpointsGranted(rules: Rules, situation: Situation, grant: Grant): readonly Endpoint[] {
  return rules.endpoints.filter((endpoint) => authorize(rules, situation, grant, endpoint).allowed);
}

function refusal(
  rules: Rules,
  grant: Grant,
  reason: DenialReason,
  situation?: Situation,
  endpoint?: Endpoint,
): Denial {
  const isAboutPerson = grant === 'self' || reason.startsWith('person_');
  const here = situation === undefined ? undefined : idOf(situation.channel);
  const grantedIn = isAboutPerson
    ? []
    : [...rules.channels.values()].filter(
        ({ id, allow, endpoints }) =>
          id !== here &&
          allow.includes(grant) &&
          (endpoint === undefined || endpoints.some((one) => one.id === endpoint.id)),
      );

  return { allowed: false, reason, grant, grantedIn };
}

function personProblem(lookup: Situation['person']): DenialReason | undefined {
  if (lookup.kind !== 'found') return 'person_unverifiable';
  return lookup.person.standing === 'member' ? undefined : `person_${lookup.person.standing}`;
}

function selfProblem(rules: Rules): DenialReason | undefined {
  return rules.everyoneMaySelf ? undefined : 'self_disabled';
}

export type ChannelProblem = Extract<DenialReason, `channel_${string}` | 'grant_missing'>;

/** Why a channel's grant does not hold in it, whoever asks; undefined if it does. */
export function channelProblem(
  rules: Rules,
  lookup: ChannelLookup,
  grant: ChannelGrant,
): ChannelProblem | undefined {
  const rule = rules.channels.get(idOf(lookup));
  if (rule === undefined) return 'channel_unknown';
  if (lookup.kind !== 'found') return `channel_${lookup.kind}`;
  if (!rule.allow.includes(grant)) return 'grant_missing';

  return isAct(grant) ? exposureProblem(rules, lookup) : undefined;
}

function isAct(grant: ChannelGrant): boolean {
  return grant !== 'see' && grant !== 'audit';
}

function idOf(lookup: ChannelLookup): ChannelId {
  return lookup.kind === 'found' ? lookup.channel.id : lookup.id;
}

/** A private channel's grants are for its members. Where anyone may join, membership is not required. */
function membershipProblem({ channel, membership }: Situation): DenialReason | undefined {
  if (membership === undefined || membership === 'member') return undefined;
  if (channel.kind === 'found' && !channel.channel.isPrivate) return undefined;
  return membership === 'absent' ? 'membership_missing' : 'membership_unverifiable';
}

function exposureProblem(rules: Rules, lookup: ChannelLookup): ChannelProblem | undefined {
  if (lookup.kind !== 'found') return `channel_${lookup.kind}`;
  if (lookup.channel.isArchived) return 'channel_archived';
  if (lookup.channel.isShared) return 'channel_shared';
  const rule = rules.channels.get(lookup.channel.id);
  if (lookup.channel.isOrgShared && rule?.allowOrgShared !== true) return 'channel_org_shared';
  if (!lookup.channel.isPrivate && rule?.allowPublic !== true) return 'channel_public';
  return undefined;
}

function endpointProblem(
  rules: Rules,
  lookup: ChannelLookup,
  endpoint: Endpoint | undefined,
): DenialReason | undefined {
  if (endpoint === undefined || lookup.kind !== 'found') return undefined;

  const allowed = rules.channels.get(lookup.channel.id)?.endpoints ?? [];
  return allowed.some(({ id }) => id === endpoint.id) ? undefined : 'endpoint_elsewhere';
}
