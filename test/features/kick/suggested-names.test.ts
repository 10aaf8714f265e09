import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { parseBlockMetadata } from '../../../src/features/block/payloads.ts';
import { parseSuggestion, valueFromSuggestion } from '../../../src/features/connections/payloads.ts';
import { parseKickMetadata } from '../../../src/features/kick/payloads.ts';
import { textFromModalPlace } from '../../../src/slack/block-kit/place-text.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aTypedRequest } from '../../builders/a-typed-request.ts';
import { channelId, connectionId } from '../../builders/ids.ts';
import { anApp, helpdesk, secops } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { type MemoryListenerDeps, memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const joanna = aConnection({ id: connectionId('cvpn-connection-10'), username: 'joanna@example.com' });
const typed = aTypedRequest({ typedAt: new Date('2026-11-02T08:59:00Z') });
const targetRef = { kind: 'name', name: 'joanna@example.com' } as const;
const value = valueFromSuggestion({ ...typed, targetRef });
const press = { action_id: 'kick_name', block_id: 'row', value };

const lastModal = ({ opened, filledIn }: MemoryListenerDeps) => filledIn.at(-1) ?? opened.at(-1);

const buttonsIn = (modal: ModalView | undefined) =>
  (modal?.blocks ?? []).flatMap((block) =>
    block.type === 'section' && 'accessory' in block && block.accessory?.type === 'button'
      ? [block.accessory]
      : [],
  );

/** A press of a button in a modal, which Slack sends without a channel. */
const inModal = (place: string, callbackId = 'answer', pressed: object = press) => ({
  type: 'block_actions',
  user: { id: 'U0HELGA', team_id: 'T0HOME', name: 'helga' },
  team: { id: 'T0HOME', domain: 'acme' },
  trigger_id: 'T1',
  container: { type: 'view', view_id: 'V9' },
  view: { id: 'V9', callback_id: callbackId, private_metadata: place },
  actions: [{ type: 'button', ...pressed }],
});
const place = textFromModalPlace({ channel: helpdesk.id, channelName: 'helpdesk' });

test('Terminate beside a suggested name opens the kick modal for it, with the typed reason', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));

  await deliverTo(deps).press(press);

  expect(parseKickMetadata(lastModal(deps)?.private_metadata ?? '')?.targetRef).toEqual(targetRef);
  expect(JSON.stringify(lastModal(deps))).toContain('"initial_value":"laptop stolen"');
});

test('Block beside a suggested name opens the block modal for it, with the typed length and reason', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));
  const length = { kind: 'for', ms: 14_400_000 } as const;
  const withLength = valueFromSuggestion({ ...typed, targetRef, length });

  await deliverTo(deps, undefined, { id: secops.id, name: 'secops' }).press({
    ...press,
    action_id: 'block_name',
    value: withLength,
  });

  const modal = lastModal(deps);
  expect(parseBlockMetadata(modal?.private_metadata ?? '')?.targetRef).toEqual(targetRef);
  expect(JSON.stringify(modal)).toMatch(/"initial_option":\{[^}]*\{[^}]*"4 hours"/);
  expect(JSON.stringify(modal)).toContain('"initial_value":"laptop stolen"');
});

test('a press is authorized again, in the channel in which it is made', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));

  await deliverTo(deps, undefined, { id: 'C0LEADS', name: 'leads' }).press(press);

  expect(deps.refused).toEqual(['grant_missing']);
  expect(JSON.stringify(lastModal(deps) ?? '')).not.toContain('Terminate 1 connection');
});

test('a suggestion expires like a list', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));
  const old = valueFromSuggestion({ ...typed, targetRef, typedAt: new Date('2026-11-02T08:00:00Z') });

  await deliverTo(deps).press({ ...press, value: old });

  expect(deps.opened).toEqual([]);
});

test('a press in a modal changes that modal, for the channel in which it was opened', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));

  await deliverTo(deps).deliver(inModal(place));

  expect(deps.opened).toEqual([]);
  expect(deps.filledIn.map(({ submit }) => submit !== undefined)).toEqual([false, true]);
  expect(parseKickMetadata(lastModal(deps)?.private_metadata ?? '')).toMatchObject({
    channel: helpdesk.id,
    channelName: 'helpdesk',
    targetRef,
  });
});

test('a press in a modal of a channel that the person has left is denied', async () => {
  const app = anApp([joanna]);
  app.directory.membership = async () => 'absent';
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).deliver(inModal(place));

  expect(deps.refused).toEqual(['membership_missing']);
});

test('the place of a modal is no permission: it is authorized in the channel that it names', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));
  const elsewhere = textFromModalPlace({ channel: channelId('C0LEADS'), channelName: 'helpdesk' });

  await deliverTo(deps).deliver(inModal(elsewhere));

  expect(deps.refused).toEqual(['grant_missing']);
});

test('an answer in a modal knows its place, so that its buttons work there', async () => {
  const deps = memoryListenerDeps(anApp([joanna]));
  deps.waiting.set('T1', 'V9');

  await deliverTo(deps).type('kick joan laptop stolen');

  const answer = deps.filledIn.at(-1);
  expect(JSON.stringify(answer?.blocks)).toContain('Did you mean one of these?');
  const [button] = buttonsIn(answer);
  expect(parseSuggestion(button?.value ?? '')).toMatchObject({ targetRef, reason: 'laptop stolen' });

  const { callback_id = '', private_metadata = '' } = answer ?? {};
  const pressed = { action_id: button?.action_id, block_id: 'b', value: button?.value };
  await deliverTo(deps).deliver(inModal(private_metadata, callback_id, pressed));
  expect(parseKickMetadata(lastModal(deps)?.private_metadata ?? '')?.targetRef).toEqual(targetRef);
});

test('a longer name is offered with a button, without the part of the reason that belongs to it', async () => {
  const on = ['Bob', 'Bob Baker'].map((username, index) =>
    aConnection({ id: connectionId(`cvpn-connection-2${index}`), username, commonName: username }),
  );
  const deps = memoryListenerDeps(anApp(on));

  await deliverTo(deps).type('kick Bob Baker: stale since noon');

  const [button] = buttonsIn(lastModal(deps));
  expect(button?.text.text).toBe('Use Bob Baker');
  expect(parseSuggestion(button?.value ?? '')).toMatchObject({
    targetRef: { kind: 'name', name: 'Bob Baker' },
    reason: 'stale since noon',
  });
});
