import type { EndpointLimit } from '../../core/endpoint-limit.ts';
import { type Finding, ok } from '../../core/finding.ts';
import type { SetUp } from '../../ports/set-up.ts';

/** The set-up as a limited channel knows it: its own endpoints, and of the channels itself. */
export function setUpWithin(setUp: SetUp, limit: EndpointLimit): SetUp {
  const { rules } = setUp;
  const channels = new Map([...rules.channels].filter(([id]) => id === limit.channel));
  return { ...setUp, rules: { ...rules, channels, endpoints: limit.endpoints } };
}

/** The checks that count what all endpoints cause together. */
const counting: readonly string[] = ['store', 'record', 'block-list', 'queue'];

/** What of the findings a limited channel is told: nothing of the audit channel, and no counts where nothing is wrong. */
export function findingsWithin(
  findings: readonly Finding[],
  { endpoints }: EndpointLimit,
): readonly Finding[] {
  const limitedTo = endpoints.map(({ name }) => name).join(', ') || 'no endpoint';
  return findings.flatMap((finding) => {
    if (finding.check === 'audit-channel') return [];
    if (finding.verdict !== 'ok') return [finding];
    if (finding.check === 'config') return [ok(finding, `valid; limited to ${limitedTo}`)];
    return [counting.includes(finding.check) ? ok(finding, 'no problem found') : finding];
  });
}
