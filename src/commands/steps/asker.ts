import type { Membership } from '../../core/channel.ts';
import type { ActingSituation, Situation } from '../../core/decide.ts';
import type { ChannelId, PersonId, TeamId } from '../../core/ids.ts';
import type { Directory } from '../../ports/directory.ts';
import type { World } from '../../ports/world.ts';

/** Who asks and where, as Slack's request says: claims to be verified, never rights. */
export interface Asker {
  readonly person: PersonId;
  /** One of the person's own workspaces, or their organisation, where the request names it. */
  readonly team: TeamId | undefined;
  readonly channel: ChannelId;
  /** As Slack's request calls the channel; names lie, so it is only ever shown where Slack hides the channel. */
  readonly channelName: string;
}

/** Looks up the person and the channel at once, for a look; whatever cannot be verified says so. */
export async function situationOf(directory: Directory, asker: Asker): Promise<Situation> {
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

  return { person, channel };
}

/** Looks up the same for an act, and at the same time whether the person is in the channel: they may have been removed. */
export async function actingSituationOf(
  world: Pick<World, 'directory' | 'rules'>,
  asker: Asker,
): Promise<ActingSituation> {
  const [situation, membership] = await Promise.all([
    situationOf(world.directory, asker),
    membershipOf(world, asker),
  ]);
  return { ...situation, membership };
}

/** Not asked where it decides nothing: a channel without grants, and a public one that anyone may join. */
async function membershipOf(
  { directory, rules }: Pick<World, 'directory' | 'rules'>,
  { channel, person }: Asker,
): Promise<Membership> {
  const rule = rules.channels.get(channel);
  if (rule === undefined) return 'unverifiable';
  if (rule.allowPublic) {
    const lookup = await directory.channel(channel);
    if (lookup.kind !== 'found' || !lookup.channel.isPrivate) return 'unverifiable';
  }
  return directory.membership(channel, person);
}
