import type { Endpoint } from '../domain/endpoint.ts';
import { parseGroupId, parsePersonId } from '../domain/ids.ts';
import type { ChannelRule, Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';
import type { FileSettings } from './file-schema.ts';

/** Translates a checked file into the rules that permissions and commands use. */
export function rulesFromFile(file: FileSettings): Rules {
  const endpoints = file.endpoints.map(({ roleArn, ...endpoint }) => ({ ...endpoint, roleArn }));
  const channels = file.channels.map((channel) => channelRuleFrom(channel, endpoints));

  return {
    endpoints,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    everyoneMaySelf: file.everyone.includes('self'),
    people: {
      match: file.people.match,
      domains: file.people.domains,
      map: peopleFrom(file.people.map),
    },
    protected: file.protected,
    kick: {
      minReason: file.kick.minReason,
      approveAbove: file.kick.approveAbove,
      listExpiresMs: file.kick.listExpires,
    },
    terminations: file.terminations,
    breakGlass: {
      people: file.security.breakGlass.flatMap((id) => parsePersonId(id) ?? []),
      groups: file.security.breakGlass.flatMap((id) => parseGroupId(id) ?? []),
    },
  };
}

function channelRuleFrom(
  { endpoints: names, ...channel }: FileSettings['channels'][number],
  endpoints: readonly Endpoint[],
): ChannelRule {
  return {
    id: channel.id,
    name: channel.name ?? channel.id,
    allow: channel.allow,
    endpoints:
      names === undefined
        ? endpoints
        : endpoints.filter(({ name }) => names.some((wanted) => isSameName(wanted, name))),
    allowPublic: channel.allowPublic,
    allowOrgShared: channel.allowOrgShared,
  };
}

function peopleFrom(map: FileSettings['people']['map']): Rules['people']['map'] {
  return new Map(
    Object.entries(map).flatMap(([key, names]) => {
      const id = parsePersonId(key);
      return id === undefined ? [] : [[id, names]];
    }),
  );
}
