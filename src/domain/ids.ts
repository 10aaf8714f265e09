declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** `cvpn-endpoint-…`, as AWS names a Client VPN endpoint. */
export type EndpointId = Id<'EndpointId'>;
/** `cvpn-connection-…`, as AWS names one connection to an endpoint. */
export type ConnectionId = Id<'ConnectionId'>;
/** A person in Slack, `U…` or `W…`. */
export type PersonId = Id<'PersonId'>;
/** A Slack workspace, `T…` or `E…`. */
export type TeamId = Id<'TeamId'>;
/** A conversation in Slack: `C…`, `G…`, or `D…` for a direct message. */
export type ChannelId = Id<'ChannelId'>;
/** A user group in Slack, `S…`. */
export type GroupId = Id<'GroupId'>;
/** Identifies everything that one request caused: log lines, entries, messages. */
export type Correlation = Id<'Correlation'>;

export const parseEndpointId = parserOf<EndpointId>(/^cvpn-endpoint-[0-9a-z]{1,40}$/);
export const parseConnectionId = parserOf<ConnectionId>(/^cvpn-connection-[0-9a-z]{1,40}$/);
export const parsePersonId = parserOf<PersonId>(/^[UW][A-Z0-9]{1,30}$/);
export const parseTeamId = parserOf<TeamId>(/^[TE][A-Z0-9]{1,30}$/);
export const parseChannelId = parserOf<ChannelId>(/^[CGD][A-Z0-9]{1,30}$/);
export const parseGroupId = parserOf<GroupId>(/^S[A-Z0-9]{1,30}$/);
export const parseCorrelation = parserOf<Correlation>(/^[0-9a-z-]{4,60}$/);

/** Returns whether a channel is a direct message, which has no members to grant anything to. */
export function isDirectMessage(channel: ChannelId): boolean {
  return channel.startsWith('D');
}

function parserOf<T extends string>(pattern: RegExp): (text: string) => T | undefined {
  return (text) => (pattern.test(text) ? (text as T) : undefined);
}
