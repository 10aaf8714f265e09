import type { Person } from '../../src/domain/person.ts';
import { personId, teamId } from './ids.ts';

/** A full member of the bot's workspace. */
export function aPerson(given: Partial<Person> = {}): Person {
  return {
    id: personId('U0HELGA'),
    team: teamId('T0HOME'),
    otherTeams: [],
    name: 'helga',
    email: 'helga@example.com',
    hasUnconfirmedEmail: false,
    accountType: 'member',
    ...given,
  };
}
