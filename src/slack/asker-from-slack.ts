import { Failure } from '../domain/failure.ts';
import { parseChannelId, parsePersonId, parseTeamId } from '../domain/ids.ts';
import type { Asker } from '../policy/authorize.ts';

/** The fields of a Slack request that identify the actor and the channel. */
interface Claims {
  readonly person: string | undefined;
  /**
   * The person's own workspace. In a shared channel, this may differ from the workspace that the request came through.
   */
  readonly team: string | null | undefined;
  readonly channel: string | undefined;
  readonly channelName: string | undefined;
}

/**
 * Reads the person and the channel of a request.
 *
 * @throws {Failure} `unexpected` if the request has no valid person or channel.
 */
export function askerFromSlack({ person, team, channel, channelName }: Claims): Asker {
  const personId = person === undefined ? undefined : parsePersonId(person);
  const channelId = channel === undefined ? undefined : parseChannelId(channel);
  if (personId === undefined || channelId === undefined) {
    throw new Failure('unexpected', 'a request of Slack names no person or no channel');
  }

  return {
    person: personId,
    team: team ? parseTeamId(team) : undefined,
    channel: channelId,
    channelName: channelName ?? channelId,
  };
}
