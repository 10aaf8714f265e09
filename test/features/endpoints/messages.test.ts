import { expect, test } from 'vitest';
import type { EndpointFacts } from '../../../src/domain/endpoint.ts';
import type { EndpointReport } from '../../../src/features/endpoints/endpoints.ts';
import { endpointsView } from '../../../src/features/endpoints/messages.ts';
import { aUsageSeries } from '../../builders/a-usage-series.ts';
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

test('draws the last 24 hours, and offers the charts', () => {
  const [block] = blocksFor({ usage: { kind: 'known', series: aUsageSeries() } });

  expect(block?.text?.text).toContain(
    'no authorization policy\n`▂▂▂▂▂▂▂▂▂▂▂▃▄▆████▆▅▃▂▂▂`\nLast 24 hours: peak 412 at <!date^1795772400^{time}|09:40 UTC>, average 106.\n',
  );
  expect(block?.accessory).toMatchObject({
    action_id: 'charts',
    value: anEndpoint().id,
    text: { text: 'Charts' },
    accessibility_label: 'Charts of prod-eu',
  });
});

test('leaves out figures that would only repeat the present number', () => {
  const to = new Date('2026-11-27T12:00:00Z');
  const at = new Date('2026-11-27T11:30:00Z');
  const series = { ...aUsageSeries(), to, points: [{ at, active: 3 }] };

  const [block] = blocksFor({ usage: { kind: 'known', series } });

  expect(block?.text?.text).toContain(
    'Connections have been counted since <!date^1795779000^{time}|11:30 UTC>.',
  );
  expect(block?.text?.text).not.toContain('peak');
});

test('offers no charts of what was never observed, and none without a history', () => {
  const [unobserved] = blocksFor({ usage: { kind: 'known', series: aUsageSeries({ observations: [] }) } });
  const [without] = blocksFor({});

  expect(unobserved?.text?.text).toContain('Last 24 hours: not observed.');
  expect(without?.text?.text).not.toContain('Last 24 hours');
  expect([unobserved?.accessory, without?.accessory]).toEqual([undefined, undefined]);
});

test('says that the history can’t be read, and reports everything else', () => {
  const text = textFor({ usage: { kind: 'unknown', code: 'history_unavailable' } });

  expect(text).toContain('The last 24 hours are unknown. ');
  expect(text).toContain('3 connections');
});

test('spares screen readers the drawing: the fallback has the figures only', () => {
  const { text } = endpointsView([aReport({ usage: { kind: 'known', series: aUsageSeries() } })]);

  expect(text).toContain('peak 412');
  expect(text).not.toContain('▁');
});

function blocksFor(given: Partial<EndpointReport>) {
  return endpointsView([aReport(given)]).blocks.flatMap((block) => (block.type === 'section' ? [block] : []));
}

function textFor(given: Partial<EndpointReport>): string {
  return blocksFor(given)
    .map(({ text }) => text?.text ?? '')
    .join('\n');
}

function aReport(given: Partial<EndpointReport>): EndpointReport {
  return {
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
    usage: { kind: 'known', series: undefined },
    ...given,
  };
}
