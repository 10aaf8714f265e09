import { entryContext, record, recordRefused } from '../../audit-log/record-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { type Kick, outcomeOf } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { recordHeld, strikeOff } from '../../jobs/finish-job.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import { type Asker, actingSituationOf } from '../../policy/authorize.ts';
import { decide, type Refusal } from '../../policy/decide.ts';
import type { World } from '../../ports/world.ts';
import { taskFrom } from './kick-job.ts';
import { stopCorrelation } from './stop-sign.ts';

export type StopResult =
  /** What AWS was not asked to end by now lives on. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'already_stopped'; readonly by: string; readonly at: Date }
  /** Nothing was left to be stopped. */
  | { readonly kind: 'over' }
  /** No kick of many was asked for in this channel under that correlation. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Stops a kick of many people's sessions: whoever may begin one in its channel may stop it. The order to stop stands
 * in the record, where the process reads it that works on the kick, whichever that is.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then nothing is stopped.
 */
export async function stopKick(
  world: World,
  { asker, kick: correlation }: { readonly asker: Asker; readonly kick: Correlation },
): Promise<StopResult> {
  const situation = await actingSituationOf(world, asker);
  const kick = kickFromEntries(await world.log.ofRequest(correlation), world.rules.endpoints);
  const isHere = kick?.isMany === true && kick.channel.id === asker.channel;
  const decision = decide(world.rules, situation, 'kick-many');
  if (!decision.allowed) {
    await recordRefused(world, asker, situation, isHere ? kick.target : correlation, decision);
    return { kind: 'refused', refusal: decision };
  }
  if (!isHere) return { kind: 'unknown' };
  if (outcomeOf(kick) !== 'under_way') return { kind: 'over' };

  const [earlier] = await world.log.ofRequest(stopCorrelation(correlation));
  if (earlier !== undefined)
    return { kind: 'already_stopped', by: earlier.actor.id, at: new Date(earlier.at) };
  await recordStop(world, entryContext(asker, situation, { correlation, target: kick.target }), kick);
  return { kind: 'stopped' };
}

async function recordStop(world: World, context: ReturnType<typeof entryContext>, kick: Kick): Promise<void> {
  const correlation = stopCorrelation(kick.correlation);
  const detail = `stops ${kick.correlation}: what AWS was not asked to end by now lives on`;
  const task = taskFrom({ correlation, endpoint: '', target: { kind: 'names', names: [] } });

  const hold = await world.agenda.begin(task, leaseFrom(world.clock));
  const entry = await recordHeld(world, hold, correlation, () =>
    record(world, { ...context, correlation }, 'stopped', { detail }),
  );
  try {
    const isTold = await world.announcer.announce([entry]);
    await strikeOff(world, { hold, isUnrecorded: false }, isTold, correlation);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'announce stop', correlation);
  }
}
