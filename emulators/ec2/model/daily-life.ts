import type { Fleet } from './fleet.ts';
import type { Random } from './random.ts';
import type { Session } from './session.ts';
import { inventStranger } from './stranger.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

/**
 * People come and go by themselves from now on, about as many as there were at the start. Those who `stay`
 * never leave unasked: whoever tries the bot wants to find them.
 */
export function beginDailyLife(fleet: Fleet, random: Random, stays: (session: Session) => boolean): void {
  for (const endpoint of fleet.endpoints) {
    const usual = fleet.roster(endpoint.id)?.live ?? 0;
    const everyMs = Math.min(longestLullMs, Math.max(shortestLullMs, sessionMs / Math.max(1, usual)));
    scheduleNext(fleet, random, stays, { endpoint, usual, everyMs }, fleet.now());
  }
}

interface Habit {
  readonly endpoint: VpnEndpoint;
  readonly usual: number;
  readonly everyMs: number;
}

function scheduleNext(
  fleet: Fleet,
  random: Random,
  stays: (session: Session) => boolean,
  habit: Habit,
  after: number,
): void {
  // Exponential gaps, as people arrive who do not know of one another.
  const gapMs = Math.ceil(-Math.log(1 - random.next()) * habit.everyMs);
  fleet.schedule(after + gapMs, (at) => {
    comeOrGo(fleet, random, stays, habit, at);
    scheduleNext(fleet, random, stays, habit, at);
  });
}

function comeOrGo(
  fleet: Fleet,
  random: Random,
  stays: (session: Session) => boolean,
  { endpoint, usual }: Habit,
  at: number,
): void {
  const roster = fleet.roster(endpoint.id);
  if (roster === undefined) return;
  if (random.chance(roster.live < usual ? 0.7 : 0.3)) {
    fleet.connect(inventStranger(endpoint, random, usual), at);
    return;
  }
  const session = roster.anyLive(random.below);
  if (session !== undefined && !stays(session)) fleet.leave(session, at);
}

const sessionMs = 4 * 60 * 60 * 1000;
const shortestLullMs = 500;
const longestLullMs = 15_000;
