import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReconnectReport } from '../../../src/domain/reconnect.ts';
import {
  reconnectsAuditView,
  reconnectsView,
  reconnectView,
} from '../../../src/features/reconnect/messages.ts';
import { parseReconnectButton } from '../../../src/features/reconnect/payloads.ts';
import { aReconnectReport } from '../../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../../builders/a-reconnect-warning.ts';
import { botNames } from '../../builders/bot-names.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

test('shows the actor who reconnected, where and how soon, with a button for exactly those connections', () => {
  const view = reconnectView(aReconnectWarning());

  const text = JSON.stringify(view.blocks);
  expect(text).toContain('<@U0HELGA>: *bob@example.com* reconnected to prod-eu after 14 s');
  const [value = ''] = view.blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((each) => ('value' in each ? (each.value ?? '') : ''))
      : [],
  );
  expect(parseReconnectButton(value)).toEqual({
    targetRef: { kind: 'name', name: 'bob@example.com' },
    on: 'prod-eu',
    seenAt: new Date('2026-11-02T09:00:20Z'),
  });
});

test('offers Block only where a block could take effect', () => {
  const actionsIn = (mayBlock: boolean) =>
    reconnectView(aReconnectWarning({ mayBlock })).blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((each) => ('action_id' in each ? each.action_id : ''))
        : [],
    );

  expect(actionsIn(false)).toEqual(['kick_again']);
  expect(actionsIn(true)).toEqual(['kick_again', 'block']);
});

test('Slack accepts it, whatever the name', () => {
  fc.assert(
    // AWS cuts names at 255 characters.
    fc.property(
      hostileText.map((text) => text.slice(0, 255)),
      (name) => {
        expectPostable(
          reconnectView(aReconnectWarning({ name, mayBlock: true, again: { kind: 'name', name } })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('one message says how many of a kick of many have reconnected, the latest first, and how to block them', () => {
  const view = reconnectsView(aReconnectReport({ mayBlock: true }), botNames);

  const text = JSON.stringify(view.blocks);
  expect(view.text.split('\n')[0]).toBe('2 of 40 people have reconnected: everyone on lab');
  expect(text).toContain('<@U0HELGA> *2 of 40 people have reconnected* · everyone on lab');
  expect(text).toMatch(
    /\*anna@example\.com\* {2}to lab after 17 s: `cvpn-connection-0123….*\*bob@example\.com\* {2}to lab/,
  );
  expect(text).toContain('/vpn block NAME 4h REASON');
});

test('names a way to block only if there is one', () => {
  expect(JSON.stringify(reconnectsView(aReconnectReport(), botNames).blocks)).not.toContain('/vpn block');
});

test('the audit channel gets the same counts, with the latest entry as a witness', () => {
  const report = aReconnectReport();
  const latest = report.thread.at(-1);

  const view = reconnectsAuditView(report);

  expect(view.text).toMatch(new RegExp(`^2 of 40 people have reconnected · entry ${latest?.seq} · `));
  expect(view.metadata).toEqual({ seq: latest?.seq, hash: latest?.hash });
});

test('shows twenty of four hundred, and counts the others', () => {
  const reconnected = Array.from({ length: 400 }, (_, index) => ({
    name: `user${index}@example.com`,
    endpoint: 'lab',
    after: '17 s',
    connection: `cvpn-connection-${index.toString(16).padStart(17, '0')}`,
  }));
  const report = aReconnectReport({ names: 400, watched: 400, reconnected });

  const text = JSON.stringify(reconnectsView(report, botNames).blocks);
  expect(text.match(/• /g)).toHaveLength(20);
  expect(text).toContain('and 380 more in the audit log');
});

test('Slack accepts it, whatever the names', () => {
  const reconnect = fc.record({
    name: hostileText,
    endpoint: hostileText,
    after: hostileText,
    connection: fc.option(fc.stringMatching(/^cvpn-connection-[0-9a-f]{17}$/), { nil: undefined }),
  });
  const report: fc.Arbitrary<ReconnectReport> = fc
    .record({
      reconnected: fc.array(reconnect, { minLength: 1, maxLength: 40 }),
      mayBlock: fc.boolean(),
      target: hostileText,
    })
    .map(({ target, ...given }) => {
      const plain = aReconnectReport(given);
      return { ...plain, kick: { ...plain.kick, target } };
    });

  fc.assert(
    fc.property(report, (each) => {
      expectPostable(reconnectsView(each, botNames));
      expectPostable(reconnectsAuditView(each));
    }),
    { numRuns: 60 },
  );
});
