import { entryContext, recordRefusal } from '../../audit-log/record-entry.ts';
import { type BlockLength, untilFrom } from '../../domain/block-length.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { isLongEnough } from '../../domain/reason.ts';
import type { OneAim } from '../../domain/target.ts';
import { appendForJob } from '../../jobs/complete-job.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { NoBlock } from './block-finding.ts';
import { jobFromBlock } from './block-job.ts';
import { decideBlock } from './decide-block.ts';
import { recordBlockRequest, type WrittenBlock, writeBlock } from './write-block.ts';

export interface BlockOrder {
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly aim: OneAim;
  readonly length: BlockLength;
  readonly reason: string;
}

export type BlockResult =
  /** The report has the outcome. Unless `isShown` resolves to true, the actor has not seen it. */
  | ({ readonly kind: 'requested' } & WrittenBlock)
  /** The same request was delivered before, and that delivery reports the outcome. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** The block could not even be requested, so no one is blocked. */
  | { readonly kind: 'failed'; readonly code: FailureCode }
  | NoBlock;

/**
 * Blocks names: authorizes the request again, records it, writes to the table that the connect handlers read, and
 * reports the outcome. It never throws, because the termination of connections that may follow must not depend on it.
 */
export async function block(app: AppContext, order: BlockOrder): Promise<BlockResult> {
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  try {
    return await requestBlock(app, order);
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'block', order.correlation);
    return { kind: 'failed', code: failure.code };
  }
}

async function requestBlock(app: AppContext, order: BlockOrder): Promise<BlockResult> {
  const { asker, aim, length, correlation } = order;
  const { blocking, clock } = app;
  if (blocking === undefined) return { kind: 'no_list' };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const situation = await loadActingSituation(app, asker);
  const scope = await decideBlock(app, situation, aim);
  if (scope.kind === 'refused') await recordRefusal(app, asker, situation, aim.whom, scope.refusal);
  if (scope.kind !== 'found') return scope;

  const { names, isEverywhere } = scope;
  const at = clock.now();
  const until = untilFrom(length, at);
  const endpoints = isEverywhere ? undefined : scope.endpoints;
  const lease = await app.jobs.enqueueClaimed(
    jobFromBlock({ correlation, names, until, endpoints: endpoints?.map(({ id }) => id) }),
    leaseTerm(clock),
  );
  if (lease === undefined) return { kind: 'begun' };

  const reason = order.reason.trim();
  const context = entryContext(asker, situation, { correlation, target: names.join(', '), reason });
  const { actor, channel } = context;
  const requested = await appendForJob(app, lease, correlation, () =>
    recordBlockRequest(app, context, { endpoints, until }),
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
  return {
    kind: 'requested',
    ...(await writeBlock(app, blocking, lease, [requested], { ...opening, state })),
  };
}
