import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { PersonId } from '../domain/ids.ts';
import { type ChannelGrant, type ChannelRule, channelGrants } from '../domain/rules.ts';
import { authorize, type Denial } from '../policy/authorize.ts';
import type { AppContext } from '../ports/app-context.ts';
import { within } from './within.ts';

type LookUpContext = Pick<AppContext, 'directory' | 'rules'>;

/** What someone may do in a channel that they are in. */
export interface AllowedChannel {
  readonly rule: ChannelRule;
  readonly grants: readonly ChannelGrant[];
}

/** Each channel costs a call or two of Slack's. */
const maxChannels = 12;
/** A person is waiting for an answer, which is complete without these channels. */
const patienceMs = secondsToMilliseconds(1.5);

/**
 * Finds out what a person may do in other channels, to tell them. A channel that they aren't in, that would deny them
 * or that Slack doesn't vouch for in time is left out: people learn of no private channel, and are sent nowhere in vain.
 *
 * @param most No more channels than these first ones are checked.
 */
export async function allowedChannels(
  app: LookUpContext,
  person: PersonId,
  channels: readonly ChannelRule[],
  most = maxChannels,
): Promise<readonly AllowedChannel[]> {
  const found = channels.slice(0, most).map(async (rule) => {
    const grants = (await within(patienceMs, grantsIn(app, person, rule)).catch(() => undefined)) ?? [];
    return grants.length === 0 ? [] : [{ rule, grants }];
  });
  return (await Promise.all(found)).flat();
}

async function grantsIn(
  { directory, rules }: LookUpContext,
  id: PersonId,
  rule: ChannelRule,
): Promise<readonly ChannelGrant[]> {
  if ((await directory.recentMembership(rule.id, id)) !== 'member') return [];
  const [person, channel] = await Promise.all([directory.person(id), directory.channel(rule.id)]);
  const access = { person, channel, membership: 'member', isOutside: true } as const;
  return channelGrants.filter((grant) => authorize(rules, access, grant).allowed);
}

/** Adds to a denied result where this person may do it instead. Other results stay as they are. */
export async function withAllowedChannels<Result extends { readonly kind: string }>(
  app: LookUpContext,
  { person }: { readonly person: PersonId },
  result: Result,
): Promise<Result> {
  if (!isDenied(result)) return result;
  const { denial } = result;
  const allowed = await allowedChannels(app, person, denial.grantedIn);
  const allowedIn = allowed.filter(({ grants }) => grants.some((grant) => grant === denial.grant));
  return { ...result, denial: { ...denial, allowedIn: allowedIn.map(({ rule }) => rule) } };
}

function isDenied(result: { readonly kind: string }): result is { kind: 'refused'; denial: Denial } {
  return result.kind === 'refused' && 'denial' in result;
}
