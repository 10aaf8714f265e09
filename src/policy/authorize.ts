import type { ChannelLookup, Membership, PersonLookup } from '../domain/channel.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { ChannelId } from '../domain/ids.ts';
import type { AccountType, Person } from '../domain/person.ts';
import type { ChannelGrant, ChannelRule, Grant, Rules } from '../domain/rules.ts';

/** Who asks, and in which channel: looked up afresh for every command, click and submission. */
export interface AccessContext {
  readonly person: PersonLookup<Person>;
  readonly channel: ChannelLookup;
  /** Looked up for actions, see {@link ActionAccessContext}, and for people who ask from outside the channel. */
  readonly membership?: Membership;
  /**
   * Whether they asked from outside the channel: only someone who asks in the channel is known to be able to read it.
   */
  readonly isOutside?: boolean;
}

/** What decides about an action: in a private channel, only its members may act. */
export interface ActionAccessContext extends AccessContext {
  readonly membership: Membership;
}

export type Decision = { readonly allowed: true } | Denial;

export interface Denial {
  readonly allowed: false;
  readonly reason: DenialReason;
  readonly grant: Grant;
  /** Where the request was denied; undefined if that doesn't matter. */
  readonly channel?: ChannelId;
  /** The name of the endpoint that is outside the channel's scope. */
  readonly endpoint?: string;
  /** The other channels that have the grant, whoever is in them; none if the person is not a full member. */
  readonly grantedIn: readonly ChannelRule[];
  /** Those among them in which this person would not be denied; undefined if that was not looked up. */
  readonly allowedIn?: readonly ChannelRule[];
}

export type DenialReason =
  | 'person_unverifiable'
  | `person_${Exclude<AccountType, 'member'>}`
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
  | 'approval_unlisted'
  | 'approval_unverifiable'
  | 'break_glass_denied'
  | 'break_glass_unverifiable';

/**
 * Permission belongs to the channel: whoever can post in it may do what the channel is granted. Whatever is not
 * granted, not known or not verifiable is denied.
 *
 * @param endpoint The endpoint to act on; without it, this checks whether the grant holds on any.
 */
export function authorize(rules: Rules, access: AccessContext, grant: Grant, endpoint?: Endpoint): Decision {
  if (grant === 'self') return authorizeSelf(rules, access.person);

  const reason =
    personProblem(access.person) ??
    channelProblem(rules, access.channel, grant) ??
    (isAction(grant) || access.isOutside === true ? membershipProblem(access) : undefined) ??
    endpointProblem(rules, access.channel, endpoint);

  return reason === undefined ? { allowed: true } : denial(rules, grant, reason, access, endpoint);
}

/** The lists that people look at. */
export const listKinds = ['who', 'me', 'history', 'blocks'] as const;
export type ListKind = (typeof listKinds)[number];

/** Who can read a list: the person who asked for it, or everyone in the channel. */
export type Audience = 'requester' | 'channel';

/** The only lists with a Share button: no other list can be shown to the channel. */
const shareableLists: readonly ListKind[] = ['who'];

/**
 * Decides whether a list may be shown to its audience, in addition to the grant that the list itself needs. A list is
 * private to the person who asked. Sharing it must not reveal names to another organization or the public.
 */
export function authorizeAudience(
  rules: Rules,
  access: AccessContext,
  list: ListKind,
  audience: Audience,
): Decision {
  if (audience === 'requester') return { allowed: true };
  const decision = authorize(rules, access, 'see');
  if (!decision.allowed) return decision;

  const reason = shareableLists.includes(list)
    ? (exposureProblem(rules, access.channel) ?? membershipProblem({ membership: 'unverifiable', ...access }))
    : 'list_unshareable';
  return reason === undefined ? { allowed: true } : denial(rules, 'see', reason, access);
}

/** The denial of something that no channel's grant would allow. */
export function deny(
  reason: Extract<DenialReason, `approval_${string}` | `break_glass_${string}`>,
  grant: ChannelGrant = 'kick',
): Denial {
  return { allowed: false, reason, grant, grantedIn: [] };
}

/** Decides about a person's own connections: `self` belongs to the person, whatever the channel. */
export function authorizeSelf(rules: Rules, person: AccessContext['person']): Decision {
  const reason = personProblem(person) ?? selfProblem(rules);
  return reason === undefined ? { allowed: true } : denial(rules, 'self', reason);
}

/** Whether a person may see the state of every endpoint and its counts: `health` belongs to the person, too. */
export function maySeeHealth(rules: Rules, person: AccessContext['person']): boolean {
  return rules.everyoneMaySeeHealth && personProblem(person) === undefined;
}

/** The denial of a block on a protected name: no second person can approve one. */
export function denyProtected(rules: Rules): Denial {
  return denial(rules, 'block', 'name_protected');
}

/** The endpoints on which the grant holds here for this person; none if it does not hold at all. */
export function endpointsGranted(rules: Rules, access: AccessContext, grant: Grant): readonly Endpoint[] {
  return rules.endpoints.filter((endpoint) => authorize(rules, access, grant, endpoint).allowed);
}

function denial(
  rules: Rules,
  grant: Grant,
  reason: DenialReason,
  access?: AccessContext,
  endpoint?: Endpoint,
): Denial {
  const isAboutPerson = grant === 'self' || reason.startsWith('person_');
  const here = access === undefined ? undefined : idOf(access.channel);
  const grantedIn = isAboutPerson
    ? []
    : [...rules.channels.values()].filter(
        ({ id, allow, endpoints }) =>
          id !== here &&
          allow.includes(grant) &&
          (endpoint === undefined || endpoints.some((one) => one.id === endpoint.id)),
      );

  return {
    allowed: false,
    reason,
    grant,
    ...(here !== undefined && { channel: here }),
    ...(endpoint !== undefined && reason === 'endpoint_elsewhere' && { endpoint: endpoint.name }),
    grantedIn,
  };
}

function personProblem(lookup: AccessContext['person']): DenialReason | undefined {
  if (lookup.kind !== 'found') return 'person_unverifiable';
  return lookup.person.accountType === 'member' ? undefined : `person_${lookup.person.accountType}`;
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

  return isAction(grant) ? exposureProblem(rules, lookup) : undefined;
}

/** Why names and connections must not be posted in a channel unasked; undefined if they may. */
export function postingProblem(rules: Rules, lookup: ChannelLookup): ChannelProblem | undefined {
  return channelProblem(rules, lookup, 'see') ?? exposureProblem(rules, lookup);
}

function isAction(grant: ChannelGrant): boolean {
  return grant !== 'see' && grant !== 'audit';
}

function idOf(lookup: ChannelLookup): ChannelId {
  return lookup.kind === 'found' ? lookup.channel.id : lookup.id;
}

/** A private channel's grants are for its members. Where anyone may join, membership is not required. */
function membershipProblem({ channel, membership }: AccessContext): DenialReason | undefined {
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
