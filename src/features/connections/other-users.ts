import type { KnownBlock, SectionBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';

const mostNames = 20;

/** Warns that none of the connections is the person's own. */
export function hitsOtherUsersBlock(): SectionBlock {
  return section(
    ':warning: *These are connections of other users*: they signed in with a certificate that is listed for this person, who has no connection of their own.',
  );
}

/**
 * Names the connections with a person's certificate that are, or may be, those of other users, and the command that
 * terminates them as well.
 */
export function otherUsersBlocks(
  otherUsers: readonly ListedConnection[],
  { command }: BotNames,
): KnownBlock[] {
  if (otherUsers.length === 0) return [];

  const connections = otherUsers.map(({ connection }) => connection);
  const certificates = [...new Set(connections.flatMap(({ commonName }) => commonName ?? []))];
  const users = [
    ...new Set(
      connections.map(nameOf).flatMap((name) => (name.kind === 'username' ? [shownBold(name.text)] : [])),
    ),
  ];
  const unsure = connections.filter(({ username }) => !username).length;
  const commands = certificates.map((name) => `\`${command} kick ${shown(name).replaceAll('`', '')}\``);

  return [
    section(
      [
        `:information_source: *Left out*: ${counted(otherUsers.length, 'connection')} with the certificate ${listed(certificates.map((name) => shownBold(name)))}.`,
        ...(users.length === 0 ? [] : [`Other users signed in with it: ${listed(users, mostNames)}.`]),
        ...(unsure === 0
          ? []
          : [
              `${counted(unsure, 'connection')} may be anybody’s: the certificate is listed for several people.`,
            ]),
        `${listed(commands)} terminates every connection with it, and needs \`kick-many\` for several users.`,
      ].join(' '),
    ),
  ];
}
