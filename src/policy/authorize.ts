import type { Membership } from '../domain/channel.ts';
import type { ChannelId, PersonId, TeamId } from '../domain/ids.ts';
import { channelGrants } from '../domain/rules.ts';
import type { AppContext } from '../ports/app-context.ts';
import { type ActingSituation, authorize, type Situation } from './decide.ts';

/** Who asks and where, according to Slack's request: claims to be verified, never permissions. */
export interface Asker {
  readonly person: PersonId;
  /** One of the person's own workspaces, or their organization, if the request names it. */
  readonly team: TeamId | undefined;
  readonly channel: ChannelId;
  /** The channel's name in Slack's request. Names can be wrong, so it is only shown where Slack hides the channel. */
  readonly channelName: string;
  /** Whether they asked from outside the channel: then their membership is also looked up for reads. */
  readonly isOutside?: boolean;
}

export type AuthorizeContext = Pick<AppContext, 'directory' | 'rules' | 'onGranted'>;

/** Looks up the person and the channel for a read. Whatever cannot be verified is marked so. */
export function loadSituation(app: AuthorizeContext, asker: Asker): Promise<Situation> {
  return asker.isOutside ? loadActingSituation(app, asker) : situationHere(app, asker);
}

async function situationHere(
  { directory, rules, onGranted }: AuthorizeContext,
  asker: Asker,
): Promise<Situation> {
  const [lookup, channel] = await Promise.all([
    directory.person(asker.person),
    directory.channel(asker.channel),
  ]);
  const isFromElsewhere =
    lookup.kind === 'found' &&
    asker.team !== undefined &&
    ![lookup.person.team, ...lookup.person.otherTeams].includes(asker.team);
  const person = isFromElsewhere
    ? { kind: 'found' as const, person: { ...lookup.person, standing: 'outsider' as const } }
    : lookup;

  const situation = { person, channel };
  if (isGrantedAnything(rules, situation)) onGranted(asker.person);
  return situation;
}

/** Looks up the same for an action, and then whether the person is in the channel: they may have been removed. */
export async function loadActingSituation(app: AuthorizeContext, asker: Asker): Promise<ActingSituation> {
  const situation = await situationHere(app, asker);
  const isOutside = asker.isOutside === true;
  return { ...situation, isOutside, membership: await membershipIn(app, asker, situation) };
}

/** Asks Slack only where it matters: in a private channel, for someone who is granted something in it as a member. */
async function membershipIn(
  { directory, rules }: AuthorizeContext,
  { channel: id, person }: Asker,
  situation: Situation,
): Promise<Membership> {
  const { channel } = situation;
  const isPrivate = channel.kind === 'found' && channel.channel.isPrivate;
  if (!isPrivate || !isGrantedAnything(rules, situation)) return 'unverifiable';
  return directory.membership(id, person);
}

/** Whether the person is granted anything in the channel. */
export function isGrantedAnything(rules: AppContext['rules'], situation: Situation): boolean {
  return channelGrants.some((grant) => authorize(rules, situation, grant).allowed);
}
