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
  is_email_confirmed: z.boolean().nullish(),
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
  const standing = standingOf(parsed.data, team === home);
  return {
    id,
    team,
    name: profile?.display_name || name || realName || id,
    ...emailOf(parsed.data, standing),
    standing,
  };
}

/**
 * The address, where it was this workspace that had it confirmed. Slack sends `is_email_confirmed` of its own workspace's
 * members, does not document it, and leaves it out of some answers: only where it says no, there is no address. What
 * another organisation, or the maker of a bot, wrote there is not taken for anybody's name.
 */
function emailOf(
  { profile, is_email_confirmed: isConfirmed }: User,
  standing: Standing,
): Pick<Person, 'email' | 'hasUnconfirmedEmail'> {
  const email = standing === 'outsider' || standing === 'bot' ? undefined : profile?.email || undefined;
  const hasUnconfirmedEmail = email !== undefined && isConfirmed === false;
  return { email: hasUnconfirmedEmail ? undefined : email, hasUnconfirmedEmail };
}

function standingOf(user: User, isHome: boolean): Standing {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || !isHome) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
