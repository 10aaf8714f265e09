import type { Checkboxes, InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { Connection } from '../../domain/connection.ts';
import {
  type ConnectionPhase,
  type ListedConnection,
  momentOf,
  type PossibleMatches,
  possibleMatcher,
  searchTextFor,
} from '../../domain/connection-list.ts';
import { inOrder } from '../../domain/connection-search.ts';
import { type Endpoint, isCertificateOnly } from '../../domain/endpoint.ts';
import type { ExactTargetRef, KickTargetRef } from '../../domain/target.ts';
import { peopleListedFor } from '../../domain/users.ts';
import { distinctNames, foldName, namesOn } from '../../domain/vpn-name.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { mayTerminate } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Snapshot } from '../../ports/vpn-gateway.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { namePlain } from './connection-lines.ts';
import { type EndpointList, listConnectionsIn } from './list-connections.ts';

/** Slack's limits: options of one group of checkboxes, and characters of an option. */
const mostOptions = 10;
const longestOption = 75;
const mostNamed = 20;

/** Lists possible matches, so that no answer reads as if the person were known to be off. */
export function possibleBlocks({ connections, certificateOnly }: PossibleMatches): KnownBlock[] {
  return [
    ...(connections.length === 0 ? [] : [section(possibleText(connections))]),
    ...certificateOnlyBlocks(certificateOnly),
  ];
}

/** Names the endpoints whose connections have no user name that identifies their owner. */
export function certificateOnlyBlocks(endpoints: readonly Endpoint[]): KnownBlock[] {
  if (endpoints.length === 0) return [];
  const names = listed(endpoints.map(({ name }) => shownBold(name)));
  const verb = endpoints.length === 1 ? 'identifies' : 'identify';
  return [
    context(
      `${names} ${verb} connections by certificate only: a certificate under another name isn’t recognised as this person’s.`,
    ),
  ];
}

/** Offers possible matches as unticked checkboxes: they are included only if the actor ticks them. */
export function possibleInput(
  connections: readonly ListedConnection[],
  label: string,
  { command }: BotNames,
): readonly (InputBlock | KnownBlock)[] {
  if (connections.length === 0) return [];

  const options = connections.slice(0, mostOptions).map(option);
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
            `and ${counted(more, 'more connection')} that may also be theirs. Find them with \`${command} who\`.`,
          ),
        ]),
  ];
}

function possibleText(connections: readonly ListedConnection[]): string {
  const names = connections.map(
    ({ connection, endpoint }) => `${shownBold(namePlain(connection))} on ${shown(endpoint.name)}`,
  );
  return `:grey_question: May also be theirs: ${listed([...new Set(names)], mostNamed)}`;
}

function option({ connection, endpoint }: ListedConnection): PlainTextOption {
  return {
    text: plainText(`${namePlain(connection, 45)} on ${endpoint.name}`, longestOption),
    value: connection.id,
  };
}

/**
 * Finds connections that have none of these names but may belong to the same person.
 *
 * @param lists The endpoints' complete lists: what EC2 returns for one name says nothing about others.
 * @param endpoints The endpoints that were searched; the result includes those of them that have no user names.
 */
export async function possibleMatches(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  access: AccessContext,
  names: readonly string[],
  {
    lists,
    endpoints,
    phase = 'live',
  }: {
    readonly lists: readonly Pick<EndpointList, 'endpoint' | 'list'>[];
    readonly endpoints: readonly Endpoint[];
    /** Ended connections are only shown. */
    readonly phase?: ConnectionPhase;
  },
): Promise<PossibleMatches> {
  const naming = await namingOf(app, endpoints);
  // Where people sign in with a user name, every connection has one.
  const searched = lists.filter(({ endpoint }) => naming.get(endpoint) !== 'usernames');
  const connections = searched.flatMap(({ endpoint, list }) =>
    matchesIn(app, names, list, phase).map((connection) => ({
      connection,
      endpoint,
      mayEnd: phase === 'live' && mayTerminate(app.rules, access, endpoint, connection),
    })),
  );
  const certificateOnly = endpoints.filter((endpoint) => naming.get(endpoint) === 'certificates');
  const momentIn = ({ connection }: ListedConnection) => momentOf(connection, phase);
  const ordered =
    phase === 'live' ? inOrder(connections) : connections.toSorted((a, b) => momentIn(b) - momentIn(a));
  return { connections: ordered, certificateOnly };
}

function matchesIn(
  { rules }: Pick<AppContext, 'rules'>,
  names: readonly string[],
  list: Snapshot,
  phase: ConnectionPhase,
): readonly Connection[] {
  const text = searchTextFor(names);
  const found = list.select(text === undefined ? { kind: 'everyone' } : { kind: 'text', text }, phase);
  return (
    found
      .slice()
      .filter(possibleMatcher(names))
      // The owner of a certificate that is listed for someone is known.
      .filter(({ commonName = '' }) => peopleListedFor(rules.people, commonName).length === 0)
  );
}

/** Finds the endpoints on which no connection has a user name. An endpoint that AWS cannot describe is left out. */
export async function certificateOnlyAmong(
  app: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  const naming = await namingOf(app, endpoints);
  return endpoints.filter((endpoint) => naming.get(endpoint) === 'certificates');
}

type Naming = 'certificates' | 'usernames' | 'unknown';

async function namingOf(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<ReadonlyMap<Endpoint, Naming>> {
  const namings = endpoints.map(async (endpoint): Promise<[Endpoint, Naming]> => {
    try {
      return [endpoint, isCertificateOnly(await vpn.facts(endpoint)) ? 'certificates' : 'usernames'];
    } catch {
      return [endpoint, 'unknown'];
    }
  });
  return new Map(await Promise.all(namings));
}

/**
 * Finds names that start with the requested one and a space: `Bob Baker` for `Bob`.
 *
 * @param mayLearnOf Whether the actor may know of a connection in this channel.
 */
export function longerNames(
  app: Pick<AppContext, 'rules'>,
  access: AccessContext,
  lists: readonly EndpointList[],
  targetRef: ExactTargetRef,
  mayLearnOf: (session: ListedConnection) => boolean,
): readonly string[] {
  if (targetRef.kind !== 'name') return [];

  const start = `${foldName(targetRef.name)} `;
  const connections = listConnectionsIn(app, access, lists, { kind: 'text', text: targetRef.name });
  const names = connections.filter(mayLearnOf).flatMap(({ connection }) => namesOn(connection));
  return distinctNames(names.filter((name) => foldName(name).startsWith(start)));
}

/**
 * Asks whether the actor meant a longer name, if its first word was parsed as the name and the rest as the reason:
 * `/vpn kick Bob Baker stale` while both `Bob` and `Bob Baker` are connected.
 *
 * @param usage The command that was typed, such as `/vpn kick`.
 * @param longerNames Names that start with the one that was parsed.
 */
export function longerNameText(
  usage: string,
  targetRef: KickTargetRef,
  reason: string,
  longerNames: readonly string[],
): string | undefined {
  if (targetRef.kind !== 'name') return undefined;
  const { name } = targetRef;
  const typed = foldName(`${name} ${reason}`);
  const intended = longerNames
    .filter(
      (longer) =>
        typed.startsWith(foldName(longer)) && /^(?![\p{L}\p{N}])/u.test(typed.slice(foldName(longer).length)),
    )
    .toSorted((a, b) => b.length - a.length)[0];
  return intended === undefined
    ? undefined
    : `:warning: Did you mean ${shownBold(intended)}? This is about ${shownBold(name)}. To name the other, put the name in double quotes: \`${usage} "${shown(intended)}" reason\`.`;
}
