import { type EndpointLimit, endpointLimitOf } from '../../domain/rules.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { type AuthorizeContext, loadAccess, type Requester } from '../../policy/load-access.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { checkEndpoints } from './check-endpoint.ts';
import { checkSlack } from './check-slack.ts';
import { checkStores } from './check-store.ts';
import { about, checkNames, type Finding } from './finding.ts';

export type DoctorResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | {
      readonly kind: 'examined';
      readonly findings: readonly Finding[];
      /** The names of the endpoints that the channel is limited to; undefined when it sees everything. */
      readonly limitedTo: readonly string[] | undefined;
    };

/** Examines the set-up for a channel with the grant `audit`, limited to the channel's endpoints. */
export async function doctor(
  app: AuthorizeContext,
  setUp: SetUp,
  request: { readonly requester: Requester },
): Promise<DoctorResult> {
  const { rules } = app;
  const decision = authorize(rules, await loadAccess(app, request.requester), 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const limit = endpointLimitOf(rules, request.requester.channel);
  if (limit === undefined) return { kind: 'examined', findings: await examine(setUp), limitedTo: undefined };

  const findings = findingsWithin(await examine(setUpWithin(setUp, limit)), limit);
  return { kind: 'examined', findings, limitedTo: limit.endpoints.map(({ name }) => name) };
}

/** Checks everything that Bouncer depends on. It never throws: a check that fails becomes a finding. */
export async function examine(setUp: SetUp): Promise<readonly Finding[]> {
  const parts = await Promise.all([checkSlack(setUp), checkEndpoints(setUp), checkStores(setUp)]);
  const findings = [configFinding(setUp), ...parts.flat()];
  return findings.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check));
}

function configFinding({ rules }: SetUp): Finding {
  const on = about('config', 'configuration');
  return rules.channels.size > 0
    ? on.ok(`valid; endpoints: ${rules.endpoints.length}, channels: ${rules.channels.size}`)
    : on.warning('no channel has grants', 'add channels to the configuration');
}

/** Limits the set-up to what a limited channel may see: its own endpoints, and no channel but itself. */
function setUpWithin(setUp: SetUp, limit: EndpointLimit): SetUp {
  const { rules } = setUp;
  const channels = new Map([...rules.channels].filter(([id]) => id === limit.channel));
  return { ...setUp, rules: { ...rules, channels, endpoints: limit.endpoints } };
}

/** The checks whose findings contain counts over all endpoints. */
const counting: readonly string[] = ['store', 'record', 'block-list', 'queue'];

/** Limits findings to what a limited channel may see: nothing about the audit channel, and counts only of problems. */
function findingsWithin(findings: readonly Finding[], { endpoints }: EndpointLimit): readonly Finding[] {
  const limitedTo = endpoints.map(({ name }) => name).join(', ') || 'no endpoint';
  return findings.flatMap((finding) => {
    // Names count on every endpoint.
    if (finding.check === 'audit-channel' || finding.check === 'names') return [];
    if (finding.verdict !== 'ok') return [finding];
    if (finding.check === 'config') return [{ ...finding, says: `valid; limited to ${limitedTo}` }];
    return [counting.includes(finding.check) ? { ...finding, says: 'no problem found' } : finding];
  });
}
