import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureCodes } from '../../../src/core/failure.ts';
import { channelGrants } from '../../../src/core/rules.ts';
import { endpointsView } from '../../../src/slack/views/endpoints-view.ts';
import { failureSentence } from '../../../src/slack/views/failure-sentence.ts';
import { helpView } from '../../../src/slack/views/help-view.ts';
import { misreadView, namelessView } from '../../../src/slack/views/misread-view.ts';
import { channelId } from '../../builders/ids.ts';
import { aChannelRule } from '../../builders/some-rules.ts';
import { hostileText } from '../hostile-text.ts';
import { someEndpoints } from './hostile-sessions.ts';
import { expectPostable } from './slack-limits.ts';

test.each(failureCodes)('%s has a sentence of its own', (code) => {
  const sentences = failureCodes.map(failureSentence);

  expect(sentences.filter((sentence) => sentence === failureSentence(code))).toHaveLength(1);
});

test('help shows the commands that work here, and no others', () => {
  const usagesIn = (...granted: Parameters<typeof helpView>[0]) =>
    JSON.stringify(helpView(granted, []).blocks).match(/\/vpn [a-z]+/g) ?? [];

  expect(usagesIn('self')).toEqual(['/vpn kick', '/vpn me']);
  expect(usagesIn('see')).toEqual(['/vpn who', '/vpn who', '/vpn who', '/vpn history', '/vpn endpoints']);
  expect(usagesIn('audit')).toEqual(['/vpn audit', '/vpn doctor']);
  expect(usagesIn()).toEqual([]);
});

test('Slack takes help that names as many channels as there are', () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    aChannelRule({ id: channelId(`C${index}ABCDEFGHIJ`), allow: channelGrants }),
  );

  expectPostable(helpView([], many));
  expectPostable(helpView(['self', ...channelGrants], []));
});

test('Slack takes the report of as many endpoints as there are, however they are', () => {
  const unknown = fc.constantFrom(...failureCodes).map((code) => ({ kind: 'unknown' as const, code }));
  const facts = fc.record({
    status: hostileText,
    authentication: fc.subarray(['certificate', 'directory', 'federated', 'unknown'] as const),
    connectHandler: fc.constantFrom('none', 'bouncer', 'another'),
    sessionTimeoutHours: fc.option(fc.nat(), { nil: undefined }),
  });
  const live = fc.oneof(
    fc.record({
      kind: fc.constant('known' as const),
      count: fc.nat(),
      asOf: fc.constant(new Date('2026-11-02T09:00:00Z')),
      isPartial: fc.boolean(),
      unrefreshed: fc.option(
        unknown.map(({ code }) => ({ code, since: new Date('2026-11-02T08:58:00Z') })),
        { nil: undefined },
      ),
    }),
    unknown,
  );
  const known = fc.oneof(
    facts.map((each) => ({ kind: 'known' as const, facts: each })),
    unknown,
  );

  fc.assert(
    fc.property(someEndpoints(80), known, live, (endpoints, each, counted) => {
      expectPostable(endpointsView(endpoints.map((endpoint) => ({ endpoint, facts: each, live: counted }))));
    }),
    { numRuns: 60 },
  );
});

test('Slack takes whatever was misread', () => {
  fc.assert(
    fc.property(hostileText, (typed) => {
      expectPostable(misreadView({ kind: 'unknown_command', typed, closest: undefined }));
      expectPostable(misreadView({ kind: 'unknown_command', typed, closest: 'who' }));
    }),
    { numRuns: 40 },
  );
  for (const kind of ['nobody_named', 'group_named', 'not_a_person', 'too_long'] as const)
    expectPostable(misreadView({ kind }));
  expectPostable(namelessView('U0BOB'));
});
