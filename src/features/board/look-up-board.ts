import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type { Board } from '../../domain/board.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { TeamList } from '../../domain/team-list.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { listMembers, membersFrom } from '../who/team.ts';

/** A large group's members are looked up once an hour: Slack allows about a hundred people a minute. */
const namesAgeMs = hoursToMilliseconds(1);
/** Someone waits for the first answer; later ones can wait for a large endpoint to be read. */
export const patiencesMs = { first: 2_500, later: 20_000 } as const;

/** Looks up who on a board is connected, from the snapshots that everyone shares. @throws {Failure} `slack_…` */
export async function lookUpBoard(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  { targets }: Pick<Board, 'targets'>,
  patienceMs: number,
): Promise<TeamList> {
  const ids = await Promise.all(
    targets.map((target): Promise<readonly PersonId[]> => {
      if (target.kind === 'group') return app.directory.recentMembersOf(target.group);
      return Promise.resolve(target.kind === 'person' ? [target.person] : []);
    }),
  );
  const people = await membersFrom(app, [...new Set(ids.flat())], namesAgeMs);
  const named = targets.flatMap((target) =>
    target.kind === 'name' ? [{ person: { name: target.name }, names: [target.name] }] : [],
  );
  const members = { ...people, members: [...people.members, ...named] };
  return listMembers(app, access, endpoints, members, { age: 'lately', patienceMs });
}

/** Returns the names of the people and groups on a board. What Slack doesn't return has no name. */
export function namesOfTargets(
  { directory }: Pick<ReadContext, 'directory'>,
  { targets }: Pick<Board, 'targets'>,
): Promise<readonly string[]> {
  return Promise.all(
    targets.map(async (target) => {
      if (target.kind === 'name') return target.name;
      if (target.kind === 'person') {
        const lookup = await directory.person(target.person);
        return lookup.kind === 'found' ? lookup.person.name : 'someone';
      }
      const handle = await directory.handleOf(target.group);
      return handle === undefined ? 'a user group' : `@${handle}`;
    }),
  );
}
