import {
  parseChannelId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
  parseGroupId,
  parsePersonId,
  parseTeamId,
} from '../../src/domain/ids.ts';

/** Ids for tests: each throws when the text is no such id, so that a test cannot rest on one that never occurs. */
export const endpointId = sure(parseEndpointId);
export const connectionId = sure(parseConnectionId);
export const personId = sure(parsePersonId);
export const teamId = sure(parseTeamId);
export const channelId = sure(parseChannelId);
export const groupId = sure(parseGroupId);
export const correlation = sure(parseCorrelation);

function sure<T>(parse: (text: string) => T | undefined): (text: string) => T {
  return (text) => {
    const id = parse(text);
    if (id === undefined) throw new Error(`${JSON.stringify(text)} is no id of that kind`);
    return id;
  };
}
