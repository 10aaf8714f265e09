import type { Membership } from '../domain/channel.ts';
import type { ChannelId, PersonId, TeamId } from '../domain/ids.ts';
import { channelGrants } from '../domain/rules.ts';
import type { AppContext } from '../ports/app-context.ts';
import { type ActingSituation, authorize, type Situation } from './decide.ts';

/** Who asks and where, as Slack's request says: claims to be verified, never rights. */
export interface Asker {
  readonly person: PersonId;
  /** One of the person's own workspaces, or their organisation, where the request names it. */
  readonly team: TeamId | undefined;
  readonly channel: ChannelId;
  /** As Slack's request calls the channel; names lie, so it is only ever shown where Slack hides the channel. */
  readonly channelName: string;
  /** Whether they asked from outside the channel: then it is looked up for a look, too, whether they are in it. */
  readonly isOutside?: boolean;
}

export type AuthorizeContext = Pick<AppContext, 'directory' | 'rules' | 'onGranted'>;

/** Looks up the person and the channel, for a look; whatever cannot be verified says so. */
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

/** Looks up the same for an act, and then whether the person is in the channel: they may have been removed. */
export async function loadActingSituation(app: AuthorizeContext, asker: Asker): Promise<ActingSituation> {
  const situation = await situationHere(app, asker);
  const isOutside = asker.isOutside === true;
  return { ...situation, isOutside, membership: await membershipIn(app, asker, situation) };
}

/** Asked of Slack only where it decides: a private channel, and somebody who is granted something in it as its member. */
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

function isGrantedAnything(rules: AppContext['rules'], situation: Situation): boolean {
  return channelGrants.some((grant) => authorize(rules, situation, grant).allowed);
}
