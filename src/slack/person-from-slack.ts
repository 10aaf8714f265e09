import { z } from 'zod';
import { parsePersonId, parseTeamId, type TeamId } from '../core/ids.ts';
import type { Person, Standing } from '../core/person.ts';

/** What of `users.info` decides about a person. @see https://docs.slack.dev/reference/objects/user-object */
const userSchema = z.object({
  id: z.string(),
  team_id: z.string(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  profile: z.object({ email: z.string().optional(), display_name: z.string().optional() }).optional(),
});
type User = z.infer<typeof userSchema>;

/**
 * Reads the `user` of a `users.info` answer.
 *
 * @param home The bot's own workspace; everyone else's members are outsiders.
 * @returns Undefined when it does not tell enough to vouch for anyone.
 */
export function parsePersonFromSlack(user: unknown, home: TeamId): Person | undefined {
  const parsed = userSchema.safeParse(user);
  if (!parsed.success) return undefined;

  const id = parsePersonId(parsed.data.id);
  const team = parseTeamId(parsed.data.team_id);
  if (id === undefined || team === undefined) return undefined;

  const { profile, name, real_name: realName } = parsed.data;
  return {
    id,
    team,
    name: profile?.display_name || name || realName || id,
    email: profile?.email || undefined,
    standing: standingOf(parsed.data, team === home),
  };
}

function standingOf(user: User, isHome: boolean): Standing {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || !isHome) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
