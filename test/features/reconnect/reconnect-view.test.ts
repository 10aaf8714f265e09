import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectView } from '../../../src/features/reconnect/messages.ts';
import { parseReconnectButton } from '../../../src/features/reconnect/payloads.ts';
import { aReconnectWarning } from '../../builders/a-reconnect-warning.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

test('shows the actor who reconnected, where and how soon, with a button for exactly those connections', () => {
  const view = reconnectView(aReconnectWarning());

  const text = JSON.stringify(view.blocks);
  expect(text).toContain('<@U0HELGA> *bob@example.com* is *back* on prod-eu after 14 s');
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

test('Slack takes it whatever the name is', () => {
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
