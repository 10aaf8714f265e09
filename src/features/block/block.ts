import { entryContext, recordRefusal } from '../../audit-log/record-entry.ts';
import { type BlockLength, untilFrom } from '../../domain/block-length.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { isLongEnough } from '../../domain/reason.ts';
import type { OneAim } from '../../domain/target.ts';
import { recordHeld } from '../../jobs/finish-job.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import { type Asker, actingSituationOf } from '../../policy/authorize.ts';
import type { World } from '../../ports/world.ts';
import type { NoBlock } from './block-finding.ts';
import { taskFromBlock } from './block-job.ts';
import { decideBlock } from './decide-block.ts';
import { type PutUp, putUp, recordBlockRequest } from './write-block.ts';

export interface BlockOrder {
  /** The same whenever the same request is delivered again. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly aim: OneAim;
  readonly length: BlockLength;
  readonly reason: string;
}

export type BlockResult =
  /** The report tells what became of it. Unless that is shown, whoever asked has seen nothing of it. */
  | ({ readonly kind: 'requested' } & PutUp)
  /** The same request was delivered before; what it began tells of itself. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** It could not even be requested: nobody is kept out. */
  | { readonly kind: 'failed'; readonly code: FailureCode }
  | NoBlock;

/**
 * Keeps names out: decided afresh, recorded, put on the list that the connect handlers read, and told. It never throws,
 * since ending sessions goes on after it whatever becomes of the block.
 */
export async function block(world: World, order: BlockOrder): Promise<BlockResult> {
  const { minReason } = world.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  try {
    return await decideAndPutUp(world, order);
  } catch (error) {
    const failure = failureFrom(error);
    world.diagnostics.report(failure, 'block', order.correlation);
    return { kind: 'failed', code: failure.code };
  }
}

async function decideAndPutUp(world: World, order: BlockOrder): Promise<BlockResult> {
  const { asker, aim, length, correlation } = order;
  const { blocking, clock } = world;
  if (blocking === undefined) return { kind: 'no_list' };
  if ((await world.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const situation = await actingSituationOf(world, asker);
  const scope = await decideBlock(world, situation, aim);
  if (scope.kind === 'refused') await recordRefusal(world, asker, situation, aim.whom, scope.refusal);
  if (scope.kind !== 'found') return scope;

  const { names, isEverywhere } = scope;
  const at = clock.now();
  const until = untilFrom(length, at);
  const endpoints = isEverywhere ? undefined : scope.endpoints;
  const hold = await world.agenda.begin(
    taskFromBlock({ correlation, names, until, endpoints: endpoints?.map(({ id }) => id) }),
    leaseFrom(clock),
  );
  if (hold === undefined) return { kind: 'begun' };

  const reason = order.reason.trim();
  const context = entryContext(asker, situation, { correlation, target: names.join(', '), reason });
  const { actor, channel } = context;
  const requested = await recordHeld(world, hold, correlation, () =>
    recordBlockRequest(world, context, { endpoints, until }),
  );
  const opening = {
    correlation,
    actor,
    channel,
    names,
    endpoints,
    until,
    reason,
    at,
    gaps: [],
    certificateOnly: [],
    others: [],
    isUnrecorded: false,
  };
  const state = { kind: 'requested' } as const;
  return { kind: 'requested', ...(await putUp(world, blocking, hold, [requested], { ...opening, state })) };
}
