import type { Situation } from '../../../core/decide.ts';
import type { Rules } from '../../../core/rules.ts';
import { type SecondPersonNeed, secondPersonNeed } from '../../../core/second-person.ts';
import type { SeenSession } from '../../../core/sighting.ts';
import { isOwn } from '../may-end.ts';

/** Says why this person needs a second one to end these sessions. Nobody needs one for their own. */
export function needFor(
  rules: Rules,
  person: Situation['person'],
  sessions: readonly Pick<SeenSession, 'connection'>[],
): SecondPersonNeed | undefined {
  const connections = sessions.map(({ connection }) => connection);
  return secondPersonNeed(
    rules,
    connections.filter((connection) => !isOwn(rules, person, connection)),
  );
}
