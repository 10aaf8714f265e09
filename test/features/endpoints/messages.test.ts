import { expect, test } from 'vitest';
import type { EndpointFacts } from '../../../src/domain/endpoint.ts';
import type { EndpointReport } from '../../../src/features/endpoints/endpoints.ts';
import { endpointsView } from '../../../src/features/endpoints/messages.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';

const facts: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'bouncer',
  sessionTimeoutHours: 24,
};
const attached = {
  kind: 'attached',
  status: 'active',
  isEnforced: true,
  lastEvaluatedAt: new Date('2026-11-20T12:10:00Z'),
} as const;

test.each([
  [{ kind: 'none' }, '· no authorization policy'],
  [
    attached,
    '· AWS denies and terminates connections according to an authorization policy, last evaluated at <!date^1795176600^{time_secs}|12:10:00 UTC>',
  ],
  [
    { ...attached, isEnforced: false, lastEvaluatedAt: undefined },
    '· an authorization policy in shadow mode, which denies no one\n',
  ],
  [{ ...attached, status: 'updating' }, 'authorization policy (updating), last evaluated'],
] as const)('describes the policy %o', (policy, text) => {
  expect(textFor({ policy: { kind: 'known', policy } })).toContain(text);
});

test('says nothing about a policy that Bouncer may not ask for', () => {
  const text = textFor({ policy: { kind: 'unknown', code: 'aws_denied' } });

  expect(text).not.toMatch(/policy|denied|allow/i);
  expect(text).toContain('available · people sign in with single sign-on');
});

test('names the device trust providers', () => {
  const trustedNames = { ...facts, trustProviders: ['crowdstrike', 'newcomer'] };

  expect(textFor({ facts: { kind: 'known', facts: trustedNames } })).toContain(
    '· device posture from CrowdStrike and newcomer',
  );
});

test.each([
  ['none', 'no connect handler, so blocks don’t take effect here'],
  ['another', 'a connect handler other than Bouncer’s, so blocks don’t take effect here'],
  ['applying', 'AWS is still attaching the connect handler, so blocks don’t take effect here yet'],
] as const)('says why blocks do not take effect: %s', (connectHandler, text) => {
  expect(textFor({ facts: { kind: 'known', facts: { ...facts, connectHandler } } })).toContain(text);
});

function textFor(given: Partial<EndpointReport>): string {
  const report: EndpointReport = {
    endpoint: anEndpoint(),
    facts: { kind: 'known', facts },
    policy: { kind: 'known', policy: { kind: 'none' } },
    live: {
      kind: 'known',
      count: 3,
      asOf: new Date('2026-11-20T12:12:00Z'),
      isPartial: false,
      isUnassociated: false,
      stale: undefined,
    },
    ...given,
  };
  return endpointsView([report])
    .blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? '') : ''))
    .join('\n');
}
