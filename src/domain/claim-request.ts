import { addDays } from 'date-fns/addDays';
import { type Actor, type AuditEntry, claimKinds, personText } from './audit-entry.ts';
import { type Correlation, type PersonId, parseCorrelation, parsePersonId } from './ids.ts';
import type { KickChannel } from './kick.ts';

/** How long someone has to decide about a claim. It is never urgent, and may be made before a weekend. */
export const claimLastsDays = 7;

/** Someone’s claim that a certificate name is theirs, and what became of it. */
export interface ClaimRequest {
  readonly correlation: Correlation;
  readonly person: PersonId;
  readonly claimant: Actor;
  /** The channel in which it is decided. */
  readonly channel: KickChannel;
  readonly name: string;
  readonly reason: string;
  /** What the second person should know, as it was when the claim was made. */
  readonly facts: ClaimFacts;
  readonly expiresAt: Date;
  readonly state: ClaimState;
}

export type ClaimState =
  | { readonly kind: 'open' }
  | { readonly kind: 'approved'; readonly by: Actor; readonly at: Date }
  | {
      readonly kind: 'declined';
      readonly by: Actor;
      readonly at: Date;
      readonly reason: string | undefined;
    }
  /** The claimant withdrew it. */
  | { readonly kind: 'withdrawn'; readonly at: Date }
  /** Nobody decided in time. */
  | { readonly kind: 'expired' }
  /** It had been approved, and was removed later. */
  | {
      readonly kind: 'removed';
      readonly by: Actor;
      readonly at: Date;
      readonly reason: string | undefined;
    };

/** How a certificate is used, and who else has claimed its name. */
export interface ClaimFacts {
  /** How many connections without a user name have this certificate. */
  readonly connections: number;
  /** The endpoints of these connections. */
  readonly endpoints: readonly string[];
  /** The endpoints that could not be checked. */
  readonly unchecked: readonly string[];
  /** Whether somebody signs in with it as a user name. */
  readonly isUserName: boolean;
  /** The other people who have claimed the same name. */
  readonly others: readonly string[];
}

const parts = {
  unchecked: 'not checked: ',
  user: 'also a user name',
  others: 'also claimed by ',
} as const;

/**
 * Returns the detail of a `name-claim-requested` entry: `2 connections on prod-eu, lab; not checked: dev; also a user
 * name; also claimed by anna (U0ANNA)`.
 */
export function claimDetail({ connections, endpoints, unchecked, isUserName, others }: ClaimFacts): string {
  const count = `${connections} connection${connections === 1 ? '' : 's'}`;
  return [
    endpoints.length === 0 ? count : `${count} on ${endpoints.join(', ')}`,
    ...(unchecked.length === 0 ? [] : [parts.unchecked + unchecked.join(', ')]),
    ...(isUserName ? [parts.user] : []),
    // A person’s name may contain anything, including text that would read as another part.
    ...(others.length === 0 ? [] : [parts.others + others.join(', ').replaceAll(';', ',')]),
  ].join('; ');
}

/** Reads the detail of a `name-claim-requested` entry. */
export function claimFactsFrom(detail = ''): ClaimFacts {
  const [first = '', ...rest] = detail.split('; ');
  const [, count = '0', , endpoints] = /^(\d+) connections?( on (.+))?$/.exec(first) ?? [];
  const after = (start: string) =>
    rest
      .find((part) => part.startsWith(start))
      ?.slice(start.length)
      .split(', ') ?? [];
  return {
    connections: Number(count),
    endpoints: endpoints?.split(', ') ?? [],
    unchecked: after(parts.unchecked),
    isUserName: rest.includes(parts.user),
    others: after(parts.others),
  };
}

/** Returns the detail of the other entries of a claim: they name the claimant, who is not their actor. */
export function claimedByDetail({ claimant }: Pick<ClaimRequest, 'claimant'>): string {
  return `claimed by ${personText(claimant)}`;
}

/** Reads a claim from its audit entries; undefined if there is none. */
export function claimFromEntries(entries: readonly AuditEntry[]): ClaimRequest | undefined {
  const first = entries.find(({ kind }) => kind === 'name-claim-requested');
  const correlation = first && parseCorrelation(first.correlation);
  const person = first && parsePersonId(first.actor.id);
  if (first === undefined || correlation === undefined || person === undefined) return undefined;

  const latest = entries.findLast(({ kind }) => claimKinds.some((known) => known === kind)) ?? first;
  return {
    ...{ correlation, person },
    claimant: first.actor,
    channel: first.channel ?? { id: '', name: '' },
    name: first.target ?? '',
    reason: first.reason ?? '',
    facts: claimFactsFrom(first.detail),
    expiresAt: addDays(new Date(first.at), claimLastsDays),
    state: stateAfter(latest),
  };
}

function stateAfter({ kind, actor, at: text, reason }: AuditEntry): ClaimState {
  const at = new Date(text);
  switch (kind) {
    case 'name-claimed':
      return { kind: 'approved', by: actor, at };
    case 'name-claim-declined':
      return { kind: 'declined', by: actor, at, reason };
    case 'name-claim-withdrawn':
      return { kind: 'withdrawn', at };
    case 'name-claim-expired':
      return { kind: 'expired' };
    case 'name-claim-removed':
      return { kind: 'removed', by: actor, at, reason };
    default:
      return { kind: 'open' };
  }
}

/** Returns whether someone may still decide. */
export function isClaimOpen({ state, expiresAt }: ClaimRequest, now: Date): boolean {
  return state.kind === 'open' && now < expiresAt;
}
