import type { Membership } from '../domain/channel.ts';
import type { ChannelId, PersonId, TeamId } from '../domain/ids.ts';
import { channelGrants } from '../domain/rules.ts';
import type { AppContext } from '../ports/app-context.ts';
import { type AccessContext, type ActionAccessContext, authorize } from './authorize.ts';

/** Who asks and where, according to Slack's request: claims to be verified, never permissions. */
export interface Requester {
  readonly person: PersonId;
  /** One of the person's own workspaces, or their organization, if the request names it. */
  readonly team: TeamId | undefined;
  readonly channel: ChannelId;
  /** The channel's name in Slack's request. Names can be wrong, so it is only shown where Slack hides the channel. */
  readonly channelName: string;
  /** Whether they asked from outside the channel: then their membership is also looked up for reads. */
  readonly isOutside?: boolean;
}

export type AuthorizeContext = Pick<AppContext, 'directory' | 'rules' | 'claims' | 'onGranted'>;

/** Looks up the person and the channel for a read. Whatever cannot be verified is marked so. */
export function loadAccess(app: AuthorizeContext, requester: Requester): Promise<AccessContext> {
  return requester.isOutside ? accessAsMember(app, requester) : accessHere(app, requester);
}

/**
 * Looks up the same for a read that is only for those who are members now, even if they ask in the channel: what it
 * returns leaves the channel, or changes what it shows.
 */
export function loadMemberAccess(app: AuthorizeContext, requester: Requester): Promise<ActionAccessContext> {
  return accessAsMember(app, { ...requester, isOutside: true });
}

async function accessHere(
  { directory, rules, claims, onGranted }: AuthorizeContext,
  requester: Requester,
): Promise<AccessContext> {
  const [lookup, channel] = await Promise.all([
    directory.person(requester.person),
    directory.channel(requester.channel),
    claims.refresh(),
  ]);
  const isFromElsewhere =
    lookup.kind === 'found' &&
    requester.team !== undefined &&
    ![lookup.person.team, ...lookup.person.otherTeams].includes(requester.team);
  const person = isFromElsewhere
    ? { kind: 'found' as const, person: { ...lookup.person, accountType: 'outsider' as const } }
    : lookup;

  const access = { person, channel };
  if (isGrantedAnything(rules, access)) onGranted(requester.person);
  return access;
}

/**
 * Looks up the same for an action, and then whether the person is in the channel: they may have been removed.
 *
 * @throws {Failure} `store_…` if claimed names cannot be read: whose connections these are is not known then.
 */
export async function loadActionAccess(
  app: AuthorizeContext,
  requester: Requester,
): Promise<ActionAccessContext> {
  const access = await accessAsMember(app, requester);
  const failure = app.rules.people.claimed?.failure;
  if (failure !== undefined) throw failure;
  return access;
}

async function accessAsMember(app: AuthorizeContext, requester: Requester): Promise<ActionAccessContext> {
  const access = await accessHere(app, requester);
  const isOutside = requester.isOutside === true;
  return { ...access, isOutside, membership: await membershipIn(app, requester, access) };
}

/** Asks Slack only where it matters: in a private channel, for someone who is granted something in it as a member. */
async function membershipIn(
  { directory, rules }: AuthorizeContext,
  { channel: id, person }: Requester,
  access: AccessContext,
): Promise<Membership> {
  const { channel } = access;
  const isPrivate = channel.kind === 'found' && channel.channel.isPrivate;
  if (!isPrivate || !isGrantedAnything(rules, access)) return 'unverifiable';
  return directory.membership(id, person);
}

/** Whether the person is granted anything in the channel. */
export function isGrantedAnything(rules: AppContext['rules'], access: AccessContext): boolean {
  return channelGrants.some((grant) => authorize(rules, access, grant).allowed);
}
