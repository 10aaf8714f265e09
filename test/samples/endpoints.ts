import type { EndpointFacts } from '../../src/domain/endpoint.ts';
import type { EndpointReport } from '../../src/features/endpoints/endpoints.ts';
import { endpointsView } from '../../src/features/endpoints/messages.ts';
import { aUsageSeries } from '../builders/a-usage-series.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import type { Samples } from './sample.ts';

const asOf = new Date('2026-11-02T09:00:00Z');
const evaluated = new Date('2026-11-02T08:55:00Z');
const facts: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'bouncer',
  sessionTimeoutHours: 24,
  trustProviders: ['crowdstrike', 'jamf'],
};
const live = {
  kind: 'known',
  count: 41,
  asOf,
  isPartial: false,
  isUnassociated: false,
  stale: undefined,
} as const;

function report(given: Partial<EndpointReport> = {}): EndpointReport {
  return {
    endpoint: anEndpoint(),
    facts: { kind: 'known', facts },
    policy: { kind: 'known', policy: { kind: 'none' } },
    live,
    usage: { kind: 'known', series: undefined },
    ...given,
  };
}

function attached(given: { readonly status?: string; readonly isEnforced?: boolean } = {}) {
  const policy = {
    kind: 'attached',
    status: 'active',
    isEnforced: true,
    lastEvaluatedAt: evaluated,
  } as const;
  return { kind: 'known', policy: { ...policy, ...given } } as const;
}

function known(given: Partial<EndpointFacts>) {
  return { kind: 'known', facts: { ...facts, trustProviders: [], ...given } } as const;
}

export const endpointsSamples = {
  messages: {
    endpointsView: [
      endpointsView([
        report({ usage: { kind: 'known', series: aUsageSeries() } }),
        report({
          facts: known({ authentication: ['certificate'], connectHandler: 'none' }),
          policy: attached(),
        }),
        report({
          facts: known({ authentication: ['directory', 'certificate'], connectHandler: 'applying' }),
          policy: attached({ isEnforced: false }),
          live: { ...live, isPartial: true },
          usage: { kind: 'known', series: aUsageSeries({ observations: [] }) },
        }),
        report({
          facts: known({ authentication: ['unknown'], connectHandler: 'another' }),
          policy: attached({ status: 'updating' }),
          live: { ...live, stale: { code: 'aws_throttled', since: asOf } },
          usage: { kind: 'unknown', code: 'history_unavailable' },
        }),
        report({
          endpoint: lab,
          facts: known({ status: 'pending-associate', authentication: [], sessionTimeoutHours: undefined }),
          live: { ...live, count: 0, isUnassociated: true },
        }),
        report({ endpoint: lab, facts: known({ status: 'deleting' }), live: { ...live, count: 1 } }),
      ]),
      endpointsView([
        {
          endpoint: lab,
          facts: { kind: 'unknown', code: 'aws_denied' },
          policy: { kind: 'unknown', code: 'aws_denied' },
          live: { kind: 'unknown', code: 'aws_unreachable' },
          usage: { kind: 'known', series: undefined },
        },
      ]),
    ],
  },
} satisfies Samples;
