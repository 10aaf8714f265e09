import * as z from 'zod';
import { parsePersonId, parseTeamId, type TeamId } from '../../domain/ids.ts';
import type { AccountType, Person } from '../../domain/person.ts';

/**
 * The fields of `users.info` that Bouncer relies on.
 *
 * @see https://docs.slack.dev/reference/objects/user-object
 */
const userSchema = z.object({
  id: z.string(),
  /** Missing or null for some people on Enterprise Grid. For others it may be the organization. */
  team_id: z.string().nullish(),
  enterprise_user: z
    .object({ enterprise_id: z.string().nullish(), teams: z.array(z.string()).nullish() })
    .nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_email_confirmed: z.boolean().nullish(),
  tz: z.string().nullish(),
  profile: z.object({ email: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
});
type User = z.infer<typeof userSchema>;

/**
 * Parses the `user` of a `users.info` response.
 *
 * @param home Bouncer's own workspace. People who do not belong to it, either as their home or through Enterprise Grid,
 * are outsiders.
 * @returns Undefined if the response is not enough to identify the person.
 */
export function parsePersonFromSlack(user: unknown, home: TeamId): Person | undefined {
  const parsed = userSchema.safeParse(user);
  if (!parsed.success) return undefined;

  const id = parsePersonId(parsed.data.id);
  const teams = teamsOf(parsed.data, home);
  if (id === undefined || teams === undefined) return undefined;

  const { profile, name, real_name: realName } = parsed.data;
  const accountType = accountTypeOf(parsed.data, teams.isMember);
  return {
    id,
    team: teams.team,
    otherTeams: teams.others,
    name: profile?.display_name || name || realName || id,
    ...emailOf(parsed.data, accountType),
    accountType,
    zone: zoneFrom(parsed.data.tz),
  };
}

/** Slack's names are those of the IANA database. https://docs.slack.dev/reference/objects/user-object */
function zoneFrom(tz: string | null | undefined): string | undefined {
  try {
    return tz ? new Intl.DateTimeFormat('en', { timeZone: tz }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

interface Teams {
  readonly team: TeamId;
  readonly others: readonly TeamId[];
  /** Whether one of their workspaces is Bouncer's. */
  readonly isMember: boolean;
}

/**
 * @returns Undefined if no workspace is named.
 * @see https://docs.slack.dev/enterprise/
 */
function teamsOf({ team_id: given, enterprise_user: onGrid }: User, home: TeamId): Teams | undefined {
  const first = given ? parseTeamId(given) : undefined;
  if (given && first === undefined) return undefined;

  const workspaces = (onGrid?.teams ?? []).flatMap((id) => parseTeamId(id) ?? []);
  const isMember = first === home || workspaces.includes(home);
  const team = first ?? (isMember ? home : workspaces[0]);
  if (team === undefined) return undefined;

  const organization = parseTeamId(onGrid?.enterprise_id ?? '') ?? team;
  const all = new Set([...workspaces, organization]);
  return { team, others: [...all].filter((other) => other !== team), isMember };
}

/**
 * Returns the address only if this workspace had it confirmed. Slack sends `is_email_confirmed` for its own workspace's
 * members, does not document it, and leaves it out of some responses, so an address is dropped only if Slack says it is
 * unconfirmed. Addresses set by another organization or by the maker of a bot are never used as a VPN name.
 */
function emailOf(
  { profile, is_email_confirmed: isConfirmed }: User,
  accountType: AccountType,
): Pick<Person, 'email' | 'hasUnconfirmedEmail'> {
  const email = accountType === 'outsider' || accountType === 'bot' ? undefined : profile?.email || undefined;
  const hasUnconfirmedEmail = email !== undefined && isConfirmed === false;
  return { email: hasUnconfirmedEmail ? undefined : email, hasUnconfirmedEmail };
}

function accountTypeOf(user: User, isMember: boolean): AccountType {
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || !isMember) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
