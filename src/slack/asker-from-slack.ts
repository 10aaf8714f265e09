import { Failure } from '../domain/failure.ts';
import { parseChannelId, parsePersonId, parseTeamId } from '../domain/ids.ts';
import type { Asker } from '../policy/authorize.ts';

/** The parts of Slack's requests that say who did something, and where. */
interface Claims {
  readonly person: string | undefined;
  /** The person's own workspace: with a shared channel, not the one that the request came through. */
  readonly team: string | null | undefined;
  readonly channel: string | undefined;
  readonly channelName: string | undefined;
}

/** @throws {Failure} `unexpected` when the request names nobody, or no place. */
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
