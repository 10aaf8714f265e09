import type { UsageReport } from '../../domain/usage-report.ts';
import { authorize, type Denial, endpointsGranted } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { efforts, gatherReport } from './gather-report.ts';

export type ReportResult =
  | { readonly kind: 'reported'; readonly report: UsageReport }
  | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Reports the last seven days to the person who asked: of the endpoints that the channel may see, and if it may read the
 * audit log, also who was denied and what was done where.
 */
export async function report(
  app: ReadContext,
  { requester }: { readonly requester: Requester },
): Promise<ReportResult> {
  const access = await loadAccess(app, requester);
  const decision = authorize(app.rules, access, 'see');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const endpoints = endpointsGranted(app.rules, access, 'see');
  const hasAudit = authorize(app.rules, access, 'audit').allowed;
  const { channel } = requester;
  return {
    kind: 'reported',
    report: await gatherReport(app, { channel, endpoints, hasAudit, effort: efforts.interactive }),
  };
}
