import type { Checkboxes, InputBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection, PossibleMatches } from '../../domain/connection-list.ts';
import { directoryUserOf, waysToWrite } from '../../domain/directory-name.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { distinctNames, nameOf, namesOn } from '../../domain/vpn-name.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownCode } from '../../slack/block-kit/escape-text.ts';
import { commaSeparated, counted, listed } from '../../slack/block-kit/quantities.ts';
import { connectionOption, lookalikeNote, namePlain } from './connection-row.ts';
import { certificateOnlyBlocks } from './coverage-blocks.ts';
import type { FromAddress } from './origins.ts';
import type { ListState } from './payloads.ts';

/** Slack's limit for one group of checkboxes. */
const maxOptions = 10;
const maxPossible = 20;

/** Lists possible matches, so that no answer reads as if the person were known to be off. */
export function possibleBlocks({ connections, certificateOnly }: PossibleMatches): KnownBlock[] {
  return [
    ...(connections.length === 0 ? [] : [section(possibleText(connections))]),
    ...certificateOnlyBlocks(certificateOnly),
  ];
}

/** Offers possible matches as unticked checkboxes: they are included only if the actor ticks them. */
export function possibleInput(
  connections: readonly ListedConnection[],
  label: string,
  { command }: BotNames,
): readonly (InputBlock | KnownBlock)[] {
  if (connections.length === 0) return [];

  const options = offeredMatches(connections).map(connectionOption);
  const more = connections.length - options.length;
  return [
    {
      type: 'input',
      block_id: kickBlocks.possible,
      optional: true,
      label: plainText(label, 75),
      element: { type: 'checkboxes', action_id: kickBlocks.possible, options } satisfies Checkboxes,
    },
    ...(more === 0
      ? []
      : [
          context(
            `and ${more.toLocaleString('en')} more possible ${more === 1 ? 'match' : 'matches'}. Find them with \`${command} who\`.`,
          ),
        ]),
  ];
}

/** Those of the possible matches for which the modal has a checkbox. */
export function offeredMatches(connections: readonly ListedConnection[]): readonly ListedConnection[] {
  return connections.slice(0, maxOptions);
}

function possibleText(connections: readonly ListedConnection[]): string {
  const names = connections.map(
    ({ connection, endpoint }) => `${shownBold(namePlain(connection))} on ${shown(endpoint.name)}`,
  );
  return `:grey_question: Possible matches: ${listed([...new Set(names)], maxPossible)}`;
}

const maxUsers = 20;

/** Warns that none of the connections is the person's own. */
export function hitsOtherUsersBlock(): SectionBlock {
  return section(
    ':warning: *These connections belong to other users.* They signed in with a certificate that is listed for this person, who isn’t connected otherwise.',
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
        `:information_source: *Not included*: ${counted(otherUsers.length, 'connection')} with the certificate ${listed(certificates.map((name) => shownBold(name)))}.`,
        ...(users.length === 0 ? [] : [`It is also used by ${listed(users, maxUsers)}.`]),
        ...(unsure === 0
          ? []
          : [
              `${counted(unsure, 'connection')} could belong to any of the people that the certificate is listed for.`,
            ]),
        `To terminate every connection with it, use ${listed(commands)}.`,
      ].join(' '),
    ),
  ];
}

const maxLookalikes = 5;

/** Warns about names of connections, or names that were typed, that look like others; no blocks for nearly all names. */
export function lookalikeConnectionBlocks(
  connections: readonly ListedConnection[],
  typed: readonly string[] = [],
): KnownBlock[] {
  const names = distinctNames([...typed, ...connections.flatMap(({ connection }) => namesOn(connection))]);
  const notes = names.flatMap((name) => lookalikeNote(name, 60) ?? []);
  if (notes.length === 0) return [];
  return [section(`:warning: ${listed(notes, maxLookalikes)}. Check that these are the right names.`)];
}

const maxDirectoryUsers = 3;
/** Ways to write the name of one user: more domains than anyone reads. */
const maxWays = 12;

/** Lists the ways to write a user name that are covered on endpoints whose users come from a directory. */
export function directoryBlocks(directories: readonly Endpoint[], names: readonly string[]): KnownBlock[] {
  if (directories.length === 0 || names.length === 0) return [];

  const endpoints = listed(directories.map(({ name }) => shownBold(name)));
  const byUser = Map.groupBy(names, directoryUserOf);
  const ways = [...byUser.values()].map((those) => commaSeparated(waysToWrite(those).map(code), maxWays));
  return [
    context(
      `On ${endpoints}, user names come from a directory. These spellings are included: ${commaSeparated(ways, maxDirectoryUsers)}.`,
    ),
  ];
}

/** Lists the same for the connections of a kick. */
export function directoryConnectionBlocks(connections: readonly ListedConnection[]): KnownBlock[] {
  const theirs = connections.filter(({ connection }) => connection.isDirectoryUser);
  const endpoints = new Map(theirs.map(({ endpoint }) => [endpoint.id, endpoint]));
  const usernames = theirs.flatMap(({ connection }) => connection.username ?? []);
  return directoryBlocks([...endpoints.values()], usernames);
}

function code(name: string): string {
  return `\`${shown(name).replaceAll('`', '')}\``;
}

/**
 * Says how many connections come from the public address that was searched for, as mrkdwn. It never says that there are
 * none: the history knows of a connection a little later, or not from where it came.
 *
 * @param days How many days the history is kept.
 */
export function fromAddressText(
  fromAddress: FromAddress,
  { targetRef, lasting }: Pick<ListState, 'targetRef' | 'lasting'>,
  { command }: BotNames,
  days: number,
): string {
  if (fromAddress.kind === 'unknown')
    return ':warning: Public addresses couldn’t be searched; this list covers addresses in the VPN only.';
  // Scans are a minute apart, and those of a large endpoint five minutes.
  if (fromAddress.kind === 'not_seen')
    return ':information_source: Bouncer knows of no connection from this public address here. New ones are found a few minutes after they begin, if the connect handler or the connection log reports them.';

  const { live, isLeast, hasEarlier } = fromAddress;
  const duration = lasting === undefined ? '' : ' of this duration';
  const now =
    live === 0
      ? `No active connection${duration} found from this public address.`
      : `${isLeast ? 'At least ' : ''}${live.toLocaleString('en')} of these connections ${live === 1 ? 'comes' : 'come'} from this public address.`;
  const address = targetRef.kind === 'text' ? ` ${targetRef.text}` : '';
  const earlier = hasEarlier
    ? ` To see earlier connections from it, run ${shownCode(`${command} history${address} ${days}d`)}.`
    : '';
  return `:information_source: ${now}${earlier}`;
}
