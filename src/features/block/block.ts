import { entryContext, record } from '../../audit-log/record-entry.ts';
import { type BlockLength, untilFrom } from '../../domain/block.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { BlockSelection } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { appendForJob, leaseTerm } from '../../jobs/complete-job.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { authorizeBlock, type NoBlock } from './authorize-block.ts';
import { blockEndpoint, scopeDetail } from './block-details.ts';
import { jobFromBlock } from './job.ts';
import { type WrittenBlock, writeBlock } from './write-block.ts';

export interface BlockOrder {
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly requester: Requester;
  readonly selection: BlockSelection;
  /** A digest of each name that the modal showed; no other names are blocked. Undefined if it was not about several. */
  readonly shownNames?: readonly string[] | undefined;
  readonly length: BlockLength;
  readonly reason: string;
  /**
   * Resolves to whether the message of the kick that was requested together with it shows the block. Otherwise, the block
   * has a message of its own.
   */
  readonly isShownWithKick?: Promise<boolean>;
}

export type BlockResult =
  /** The report has the outcome. Unless `isShown` resolves to true, the actor has not seen it. */
  | ({
      readonly kind: 'requested';
      readonly skipped?: readonly UnresolvedTarget[] | undefined;
    } & WrittenBlock)
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
  const { requester, selection, correlation } = order;
  const { blocking, clock } = app;
  if (blocking === undefined) return { kind: 'no_list' };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const scope = await authorizeBlock(app, requester, selection, order.shownNames);
  if (scope.kind !== 'found') return scope;

  const { access, names } = scope;
  const reason = order.reason.trim();
  const context = entryContext(requester, access, { correlation, target: names.join(', '), reason });
  const { actor, channel } = context;
  const at = clock.now();
  const until = untilFrom(order.length, at);
  const endpoints = scope.isEverywhere ? undefined : scope.endpoints;
  const request = { correlation, actor, channel, names, endpoints, until, reason, at };

  const lease = await app.jobs.enqueueClaimed(jobFromBlock(request), leaseTerm(clock));
  if (lease === undefined) return { kind: 'begun' };

  const about = { ...blockEndpoint(request), detail: scopeDetail(request) };
  const requested = await appendForJob(app, lease, correlation, () =>
    record(app, context, 'block-requested', about),
  );
  const written = await writeBlock(app, blocking, lease, [requested], request, order.isShownWithKick);
  return { kind: 'requested', skipped: scope.skipped, ...written };
}
