import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expiredListView, kickAnswerView, takenView } from '../../../src/slack/views/kick-answer-view.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { hostileText } from '../hostile-text.ts';
import { hostileSessions, someEndpoints, someMissing } from './hostile-sessions.ts';
import { expectPostable } from './slack-limits.ts';

const at = new Date('2026-11-02T09:00:00Z');

test('each name that comes close is offered once, with how many sessions it has', () => {
  const candidates = ['0a', '0b', '0c'].map((id) => ({
    connection: aConnection({
      id: connectionId(`cvpn-connection-${id}`),
      username: id === '0c' ? 'hanna' : 'joanna',
    }),
    endpoint: anEndpoint(),
    mayEnd: true,
  }));

  const text = JSON.stringify(kickAnswerView({ kind: 'ambiguous', name: 'anna', candidates }).blocks);

  expect(text.match(/\*joanna\*/g)).toHaveLength(1);
  expect(text).toContain('2 sessions');
  expect(text).toContain('*hanna*');
});

test('that there is no session is said only of the endpoints that answered', () => {
  const everywhere = kickAnswerView({ kind: 'none', missing: [], beyond: [] });
  const somewhere = kickAnswerView({
    kind: 'none',
    missing: [{ endpoint: lab, code: 'aws_unreachable' }],
    beyond: [],
  });

  expect(everywhere.text).not.toBe(somewhere.text);
  expect(JSON.stringify(somewhere.blocks)).toContain('*lab*');
});

test('endpoints that were left out are named', () => {
  expect(JSON.stringify(kickAnswerView({ kind: 'none', missing: [], beyond: [lab] }).blocks)).toContain(
    'lab',
  );
});

test('Slack takes every answer, whatever names are in it', () => {
  const answer = fc.oneof(
    fc.record({ kind: fc.constant('none' as const), missing: someMissing(60), beyond: someEndpoints(60) }),
    fc.record({
      kind: fc.constant('ambiguous' as const),
      name: hostileText,
      candidates: hostileSessions(30, 1),
    }),
    fc.record({
      kind: fc.constant('unknown_endpoint' as const),
      text: hostileText,
      known: someEndpoints(120).map((endpoints) => endpoints.map(({ name }) => name)),
    }),
    fc.constant({ kind: 'nameless' as const, person: personId('U0BOB') }),
  );

  fc.assert(
    fc.property(answer, (finding) => expectPostable(kickAnswerView(finding))),
    { numRuns: 60 },
  );
  expectPostable(takenView('U0OMAR', at));
  expectPostable(expiredListView(at));
});
