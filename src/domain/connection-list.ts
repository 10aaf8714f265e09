import type { Connection } from './connection.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from './endpoint.ts';
import type { FailureCode } from './failure.ts';
import type { Sequence } from './found-connections.ts';
import type { PersonId } from './ids.ts';
import type { Person } from './person.ts';
import { foldName } from './vpn-name.ts';

/** What a look at the VPN covers, how new that is, and what it could not see. */
export interface Coverage {
  readonly endpoints: readonly Endpoint[];
  /** Endpoints that did not answer: the rest of what was seen says nothing about them. */
  readonly missing: readonly UnavailableEndpoint[];
  /** The moment of the newest part of it. */
  readonly asOf: Date;
  /** Endpoints whose part is from before that. */
  readonly older: readonly OlderPart[];
  /** Endpoints whose part could not be read again, and is shown as it was. */
  readonly unrefreshed: readonly StalePart[];
  /** Endpoints without an associated network: nobody can be on there. */
  readonly unassociated: readonly Endpoint[];
  /** Endpoints that are still being read: whoever was not seen may be on there all the same. */
  readonly reading: readonly Reading[];
}

/** The sessions that a look at the VPN found. */
export interface ConnectionList extends Coverage {
  /** The latest first. There may be hundreds of thousands, of which a page is looked at. */
  readonly sessions: Sequence<ListedConnection>;
  /** Of how many living connections these were picked; unknown when EC2 was asked for these alone. */
  readonly among: number | undefined;
  /** What may be the target's too; nothing where more than one person is looked for. */
  readonly possible: PossibleMatches;
}

export interface OlderPart {
  readonly endpoint: Endpoint;
  readonly asOf: Date;
}

/** Why a list is no newer than it is. */
export interface StaleReason {
  readonly code: FailureCode;
  /** When it was first tried in vain to read it again. */
  readonly since: Date;
}

export interface StalePart extends StaleReason, OlderPart {}

export interface Reading {
  readonly endpoint: Endpoint;
  readonly read: number;
  /** How many connections there were the last time; unknown at the first. */
  readonly about: number | undefined;
}

export interface ListedConnection {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  /** Whether this person, in this channel, may end it: for showing a button, never for acting. */
  readonly mayEnd: boolean;
}

export interface UnavailableEndpoint {
  readonly endpoint: Endpoint;
  readonly code: FailureCode;
}

/** Says whether no endpoint answered: then nothing is known, not even that nobody is on. */
export function isBlind({ endpoints, missing }: Pick<Coverage, 'endpoints' | 'missing'>): boolean {
  return missing.length > 0 && missing.length >= endpoints.length;
}

/** Who of a user group is on the VPN, and who is not. */
export interface TeamList extends Coverage {
  readonly on: readonly { readonly person: Person; readonly sessions: readonly ListedConnection[] }[];
  readonly off: readonly Person[];
  /** Members of whom nothing was found but connections that may be theirs. */
  readonly possible: readonly { readonly person: Person; readonly sessions: readonly ListedConnection[] }[];
  /** Endpoints that know no user names: whoever is off may be connected there under a certificate's name. */
  readonly certificateOnly: readonly Endpoint[];
  /** Members without a VPN name: they may be on or off. */
  readonly unknown: readonly Person[];
  /** Members whom the workspace did not tell about, or not in time: they may be on or off. */
  readonly unverifiable: readonly PersonId[];
}

/** An endpoint as `/vpn endpoints` reports it. */
export interface EndpointReport {
  readonly endpoint: Endpoint;
  readonly facts: { readonly kind: 'known'; readonly facts: EndpointFacts } | Unknown;
  readonly policy: { readonly kind: 'known'; readonly policy: AuthorizationPolicy } | Unknown;
  readonly live:
    | {
        readonly kind: 'known';
        readonly count: number;
        readonly asOf: Date;
        /** Whether there are more, which are still being read. */
        readonly isPartial: boolean;
        /** Whether no network is associated with the endpoint, so that nobody can be on. */
        readonly isUnassociated: boolean;
        readonly unrefreshed: StaleReason | undefined;
      }
    | Unknown;
}

interface Unknown {
  readonly kind: 'unknown';
  readonly code: FailureCode;
}

/** What may belong to somebody beside what surely does: for showing and offering it, never for acting on it unasked. */
export interface PossibleMatches {
  /** Connections by certificate alone, living ones or those that ended lately, whose name holds the local part of one of theirs as a whole word. */
  readonly connections: readonly ListedConnection[];
  /** Endpoints that know no user names, so that no look-up by name proves that somebody is not connected there. */
  readonly certificateOnly: readonly Endpoint[];
}

export const noPossibleMatches: PossibleMatches = { connections: [], certificateOnly: [] };

export function hasPossibleMatches({ connections, certificateOnly }: PossibleMatches): boolean {
  return connections.length > 0 || certificateOnly.length > 0;
}

/**
 * Makes the test whether a connection may belong to whoever goes by these names, though none of them is on it:
 * `joanna-laptop` may be `joanna@example.com`'s. A connection with a user name is that user's, and `joanna` never
 * means `anna`. A test is made once for a whole list, which may hold a hundred thousand connections.
 */
export function possibleMatcher(
  names: readonly string[],
): (connection: Pick<Connection, 'username' | 'commonName'>) => boolean {
  const own = new Set(names.map(foldName));
  const wanted = names.map((name) => wordsOf(localPartOf(name))).filter((words) => words.length > 0);
  const byFirstWord = Map.groupBy(wanted, ([first]) => first);

  return ({ username, commonName }) => {
    if (username || !commonName || own.has(foldName(commonName))) return false;
    const words = wordsOf(commonName);
    return words.some((word, start) =>
      byFirstWord.get(word)?.some((those) => those.every((one, offset) => words[start + offset] === one)),
    );
  };
}

/** The one text that occurs in whatever {@link possibleMatcher} accepts; undefined where there is none such. */
export function searchTextFor(names: readonly string[]): string | undefined {
  const [name, ...others] = new Set(names.map((each) => wordsOf(localPartOf(each)).join(' ')));
  return others.length > 0 ? undefined : name?.split(' ').toSorted((a, b) => b.length - a.length)[0];
}

/** `anna` of `anna@corp.example` and of `CORP\anna`. */
function localPartOf(name: string): string {
  return name.replace(/^.*\\/s, '').replace(/(.)@[^@]*$/s, '$1');
}

function wordsOf(name: string): readonly string[] {
  return foldName(name)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}
