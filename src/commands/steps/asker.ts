import type { Situation } from '../../core/decide.ts';
import type { ChannelId, PersonId, TeamId } from '../../core/ids.ts';
import type { Directory } from '../../ports/directory.ts';

/** Who asks and where, as Slack's request says: claims to be verified, never rights. */
export interface Asker {
  readonly person: PersonId;
  /** The person's own workspace, where the request names it. */
  readonly team: TeamId | undefined;
  readonly channel: ChannelId;
  /** As Slack's request calls the channel; names lie, so it is only ever shown where Slack hides the channel. */
  readonly channelName: string;
}

/** Looks up the person and the channel at once; whatever cannot be verified says so. */
export async function situationOf(directory: Directory, asker: Asker): Promise<Situation> {
  const [lookup, channel] = await Promise.all([
    directory.person(asker.person),
    directory.channel(asker.channel),
  ]);
  const isFromElsewhere =
    lookup.kind === 'found' && asker.team !== undefined && asker.team !== lookup.person.team;
  const person = isFromElsewhere
    ? { kind: 'found' as const, person: { ...lookup.person, standing: 'outsider' as const } }
    : lookup;

  return { person, channel };
}
