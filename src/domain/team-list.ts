import type { Coverage, ListedConnection } from './connection-list.ts';
import type { Endpoint } from './endpoint.ts';
import type { PersonId } from './ids.ts';
import type { Person } from './person.ts';

/** Which of several people, such as the members of a user group, are connected, and which are not. */
export interface TeamList extends Coverage {
  readonly on: readonly MemberConnections[];
  readonly off: readonly Member[];
  /** Members for whom only possible matches were found. */
  readonly possible: readonly MemberConnections[];
  /** Endpoints without user names: someone in `off` may be connected there under a certificate's name. */
  readonly certificateOnly: readonly Endpoint[];
  /** Members without a VPN name: they may or may not be connected. */
  readonly unknown: readonly Member[];
  /** Members whom the workspace did not return, or not in time: they may or may not be connected. */
  readonly unverifiable: readonly PersonId[];
}

/** A person, or a VPN name that stands for one. */
export type Member = Pick<Person, 'name'>;

export interface MemberConnections {
  readonly person: Member;
  readonly connections: readonly ListedConnection[];
}
