import { expect, test } from 'vitest';
import { modalToOpen } from '../../src/lambda/web-api.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { effectOf } from '../../src/slack/request-effect.ts';

const typed = (text: string) => ({ command: '/vpn', text, trigger_id: 'T1' });
const pressed = (actionId: string) => ({
  type: 'block_actions',
  trigger_id: 'T1',
  actions: [{ action_id: actionId, block_id: 'b', value: 'v' }],
});

test.each([
  ['a kick that names someone', typed('kick <@U0BOB|bob> hangs')],
  ['a kick of one connection', typed('KICK cvpn-connection-0aa')],
  ['a block that names someone', typed('block <@U0BOB|bob> 4h stolen')],
  ['an unblock without a reason', typed('unblock <@U0BOB|bob> on lab')],
  ['another word for a kick', typed('terminate <@U0BOB|bob>')],
  ['an unblock with a reason', typed('unblock <@U0BOB|bob> laptop found')],
  ['a kick by another name of the command', { ...typed('kick bob'), command: '/access' }],
  ['Unblock', pressed('lift')],
  ['Terminate', pressed('terminate')],
  ['Kick again', pressed('kick_again')],
  ['Decline', pressed('decline')],
  ['Terminate beside a suggested name', pressed('kick_name')],
  ['Continue with a command that was probably meant', pressed('continue_command')],
  ['Block beside a suggested name', pressed('block_name')],
  ['a shortcut of a message', { type: 'message_action', callback_id: 'who_is_this', trigger_id: 'T1' }],
  ['a shortcut of another version', { type: 'shortcut', callback_id: 'of_tomorrow', trigger_id: 'T1' }],
  ['Terminate on the Home tab', { ...pressed('terminate'), view: { id: 'V1', type: 'home' } }],
])('%s wants a modal at once', (_title, request) => {
  expect(modalToOpen(request)).toMatchObject({ triggerId: 'T1', view: { type: 'modal' } });
});

test.each([
  ['a look-up', typed('who')],
  ['nothing typed', typed('')],
  ['a kick of nobody', typed('kick')],
  ['a block of nobody', typed('block')],
  ['a block for an absurd time', typed('block bob 0h')],
  ['an unblock of nobody', typed('unblock')],
  ['a typo', typed('kcik bob')],
  ['another button', pressed('list_next')],
  ['Approve', pressed('approve')],
  ['a submission', { type: 'view_submission', trigger_id: 'T1', view: {} }],
  ['a command without a name', { ...typed('kick bob'), command: undefined }],
  ['a request without a trigger', { command: '/vpn', text: 'kick bob' }],
  ['a trigger that is no text', { ...typed('kick bob'), trigger_id: 1 }],
  ['actions that are no list', { ...pressed('terminate'), actions: 'terminate' }],
  ['no actions', { ...pressed('terminate'), actions: [] }],
  ['an action that is nothing', { ...pressed('terminate'), actions: [null] }],
  ['a button in a modal', { ...pressed('terminate'), view: { id: 'V1' } }],
  ['nothing', {}],
])('%s wants none', (_title, request) => {
  expect(modalToOpen(request)).toBeUndefined();
});

test.each(Object.values(actionIds))(
  '%s gets a modal at once if it asks for something first, and otherwise none',
  (id) => {
    const request = pressed(id);

    expect(modalToOpen(request) !== undefined).toBe(effectOf(request) === 'asks');
  },
);

test('the global shortcut gets the launcher itself, in which Slack fills in the current channel', () => {
  const modal = modalToOpen({ type: 'shortcut', callback_id: 'launcher', trigger_id: 'T1' });

  expect(modal).toMatchObject({ triggerId: 'T1', view: { callback_id: 'launcher' } });
});
