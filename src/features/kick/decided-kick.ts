import type { EntryContext } from '../../audit-log/record-entry.ts';
import type { BlockReport } from '../../domain/block-report.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { type KickSelection, meansPeople } from '../../domain/target.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { FoundConnections } from './kick-finding.ts';

/** A kick that is authorized and ready to be carried out. */
export interface DecidedKick {
  readonly requester: Requester;
  readonly access: AccessContext;
  readonly selection: KickSelection;
  readonly extent: KickExtent;
  readonly found: FoundConnections;
  /** Connections of the name that are left active on purpose, so no one is warned about them. */
  readonly unselected: readonly ListedConnection[];
  /** Connections of the target that are left alone because no one approved their termination. */
  readonly unapproved: readonly Connection[];
  readonly context: EntryContext;
  /** Why the kick would need the second person whom the actor did without. */
  readonly breakGlass?: SecondPersonNeed | undefined;
  /** Whether the person whose connections are terminated may be told. */
  readonly mayNotify?: boolean;
  /** The blocks that were requested together with it, and are shown in its message. */
  readonly blocks?: readonly BlockReport[];
  /** Called when the kick's message has been posted. */
  readonly whenShown?: () => void;
  /** Called once, when every termination has been requested or could not be. */
  readonly whenRequested?: () => void;
}

/** Returns how many connections of other users are left out; undefined if the targets are not people. */
export function otherUsersIn({ selection, found }: DecidedKick): number | undefined {
  return meansPeople(selection.targetRef) ? found.otherUsers.length : undefined;
}

/** Returns the endpoints that the kick covers and that have none of its connections. */
export function endpointsWithout(
  { rules }: AppContext,
  { selection, found }: DecidedKick,
): readonly Endpoint[] {
  if (selection.on !== undefined) return [];

  const seen = [
    ...endpointsOf(found),
    ...found.unavailable.map(({ endpoint }) => endpoint),
    ...found.outOfScope,
  ];
  return rules.endpoints.filter(({ id }) => !seen.some((endpoint) => endpoint.id === id));
}

/** Returns the endpoints on which connections were found. */
export function endpointsOf({ connections }: FoundConnections): readonly Endpoint[] {
  return [...new Map(connections.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}
