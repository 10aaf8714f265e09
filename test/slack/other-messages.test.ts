import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureCodes } from '../../src/domain/failure.ts';
import { channelGrants, type Grant } from '../../src/domain/rules.ts';
import { endpointsView } from '../../src/features/endpoints/messages.ts';
import { helpView } from '../../src/features/help/messages.ts';
import { failureSentence } from '../../src/slack/block-kit/failure-sentence.ts';
import {
  misreadView,
  namelessView,
  ownNamelessView,
  unknownEndpointView,
} from '../../src/slack/command/messages.ts';
import { parseCommand } from '../../src/slack/command/parse-command.ts';
import { aHelp } from '../builders/a-help.ts';
import { aUsageSeries } from '../builders/a-usage-series.ts';
import { lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, personId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import { someEndpoints } from './hostile-connections.ts';
import { hostileText } from './hostile-text.ts';
import { expectPostable } from './slack-limits.ts';

test.each(failureCodes)('%s has a sentence of its own', (code) => {
  const sentences = failureCodes.map(failureSentence);

  expect(sentences.filter((sentence) => sentence === failureSentence(code))).toHaveLength(1);
});

test('too many connections of one user for one request: people are told to select them individually', () => {
  expect(failureSentence('aws_too_many_at_once')).toBe(
    'AWS can’t terminate that many of one user’s connections in one request. Select them individually.',
  );
});

test('help shows the commands that work here, and no others', () => {
  const usagesIn = (...granted: readonly Grant[]) =>
    JSON.stringify(helpView(aHelp({ granted }), botNames).blocks).match(/\/vpn (?!help)[a-z]+/g) ?? [];

  expect(usagesIn('self')).toEqual(['/vpn me', '/vpn names', '/vpn history', '/vpn kick']);
  expect(usagesIn('see')).toEqual([
    '/vpn who',
    '/vpn who',
    '/vpn who',
    '/vpn names',
    '/vpn history',
    '/vpn endpoints',
    '/vpn board',
    '/vpn report',
  ]);
  expect(usagesIn('audit')).toEqual(['/vpn names', '/vpn audit', '/vpn doctor']);
  expect(usagesIn()).toEqual([]);
});

test('Slack takes help that names as many channels as there are', () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    aChannelRule({ id: channelId(`C${index}ABCDEFGHIJ`), allow: channelGrants }),
  );

  const elsewhere = many.map((rule) => ({ rule, grants: channelGrants }));
  expectPostable(helpView(aHelp({ granted: [], elsewhere }), botNames));
  expectPostable(helpView(aHelp({ granted: ['self', ...channelGrants], elsewhere }), botNames));
});

test('Slack takes the report of as many endpoints as there are, however they are', () => {
  const unknown = fc.constantFrom(...failureCodes).map((code) => ({ kind: 'unknown' as const, code }));
  const facts = fc.record({
    status: hostileText,
    authentication: fc.subarray(['certificate', 'directory', 'federated', 'unknown'] as const),
    connectHandler: fc.constantFrom('none', 'bouncer', 'another', 'applying'),
    sessionTimeoutHours: fc.option(fc.nat(), { nil: undefined }),
    trustProviders: fc.option(fc.array(hostileText, { maxLength: 3 }), { nil: undefined }),
  });
  const attached = fc.record({
    kind: fc.constant('attached' as const),
    status: hostileText,
    isEnforced: fc.boolean(),
    lastEvaluatedAt: fc.option(fc.constant(new Date('2026-11-02T08:55:00Z')), { nil: undefined }),
  });
  const policy = fc.oneof(
    fc.oneof(attached, fc.constant({ kind: 'none' as const })).map((each) => ({
      kind: 'known' as const,
      policy: each,
    })),
    unknown,
  );
  const live = fc.oneof(
    fc.record({
      kind: fc.constant('known' as const),
      count: fc.nat(),
      asOf: fc.constant(new Date('2026-11-02T09:00:00Z')),
      isPartial: fc.boolean(),
      isUnassociated: fc.boolean(),
      stale: fc.option(
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
  const usage = { kind: 'known', series: aUsageSeries() } as const;

  fc.assert(
    fc.property(someEndpoints(80), known, policy, live, (endpoints, each, told, counted) => {
      expectPostable(
        endpointsView(
          endpoints.map((endpoint) => ({
            endpoint,
            facts: each,
            policy: told,
            live: counted,
            usage,
          })),
        ),
      );
    }),
    { numRuns: 60 },
  );
});

test('Slack takes whatever was misread', () => {
  fc.assert(
    fc.property(hostileText, (typed) => {
      expectPostable(misreadView({ kind: 'unknown_command', typed, meant: undefined }, botNames));
      for (const effect of ['looks', 'asks', undefined] as const)
        expectPostable(
          misreadView({ kind: 'unknown_command', typed, meant: { text: typed, effect } }, botNames),
        );
    }),
    { numRuns: 40 },
  );
  for (const why of ['unconfirmed', 'other_domain', 'protected', 'unknown'] as const) {
    const nameless = { kind: 'nameless', person: personId('U0BOB'), why } as const;
    expectPostable(namelessView(nameless));
    expectPostable(ownNamelessView(nameless));
  }
});

test('Slack takes the question about anything that was typed', () => {
  const parts = fc.array(fc.oneof(hostileText, fc.constantFrom('on', 'lab', '4h', '--x', ',', 'and', '"')), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.constantFrom('kick', 'block', 'unblock', 'who'), parts, (verb, typed) => {
      const parsed = parseCommand(`${verb} ${typed.join(' ')}`, [lab]);
      if (parsed.kind === 'misread') expectPostable(misreadView(parsed.problem, botNames));
    }),
  );
});

test.each([
  ['kick bob hangs on lab', /mean only the endpoint lab\?.*\/vpn kick @person on lab …/],
  ['kick bob hangs on labb', /mean only the endpoint lab\?/],
  [
    'kick bob is on holiday',
    /“holiday” an endpoint\? None here.*\/vpn kick @person "on holiday, laptop stolen"/,
  ],
  [
    'block bob, eve 4h',
    /“eve” another person.* To block several people.*`\/vpn block bob,eve|`\/vpn block bob,anna reason`/,
  ],
  ['kick bob, anna stolen', /“anna” another person, or does the reason start there/],
  ['kick bob 4h stolen', /accepts no time, such as “4h”.*\/vpn block @person 4h reason/],
  ['block bob stolen 4h', /“4h” how long to block, or part of the reason/],
  ['kick bob breakglass stolen', /type `break-glass` right after the person/],
  ['kick bob --force stolen', /“--force” isn’t an option/],
  ['endpoints on lab', /`\/vpn endpoints` accepts no arguments/],
  ['kick', /Whose connections\?/],
])('what is asked about “%s” says how to type it', (typed, sentence) => {
  const parsed = parseCommand(typed, [lab]);

  expect(
    parsed.kind === 'misread' ? misreadView(parsed.problem, botNames, parsed.verb).text : parsed.kind,
  ).toMatch(sentence);
});

test('an unknown endpoint is answered with the closest, all that may be named, and how to say a reason', () => {
  const unknown = { kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] } as const;

  expect(unknownEndpointView(unknown).text).toBe(
    ':grey_question: No endpoint here is named “labb”. Did you mean lab? Endpoints here: prod-eu and lab.',
  );
  expect(unknownEndpointView(unknown, '/vpn block').text).toMatch(
    /No action was taken\. .*`\/vpn block @person "on holiday, laptop stolen"`/,
  );
  expect(unknownEndpointView({ ...unknown, known: [] }).text).not.toContain('Endpoints here');
});
