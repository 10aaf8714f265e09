import { expect, test } from 'vitest';
import { readLauncher } from '../../../src/features/launcher/payloads.ts';
import { aLaunch } from '../../builders/a-launch.ts';

const everyone = { kind: 'everyone' };
const bob = { kind: 'person', person: 'U0BOB' };

test.each([
  ['everyone', aLaunch({ what: 'who' }), { kind: 'who', targetRef: everyone }],
  ['a person', aLaunch({ what: 'who', person: 'U0BOB' }), { kind: 'who', targetRef: bob }],
  [
    'a text to search for',
    aLaunch({ name: ' 10.0.0.1 ' }),
    { targetRef: { kind: 'text', text: '10.0.0.1' } },
  ],
  [
    'a connection',
    aLaunch({ name: 'CVPN-connection-0aa' }),
    { targetRef: { kind: 'connection', connection: 'cvpn-connection-0aa' } },
  ],
  ['past connections', aLaunch({ what: 'history', person: 'U0BOB' }), { kind: 'history', targetRef: bob }],
  ['a kick of a person', aLaunch({ what: 'kick', person: 'U0BOB' }), { kind: 'kick', targetRef: bob }],
  ['one’s own connections', aLaunch({ what: 'me' }), { kind: 'me' }],
  ['endpoints', aLaunch({ what: 'endpoints' }), { kind: 'endpoints' }],
  ['help', aLaunch({ what: 'help' }), { kind: 'help', topic: undefined }],
])('reads a request for %s', (_title, request, command) => {
  expect(readLauncher(request)).toMatchObject({
    kind: 'launched',
    launched: { channel: 'C0HELPDESK', command },
  });
});

test.each(['kick', 'block'])('takes a name to %s as a whole, whatever words are in it', (what) => {
  const name = 'bob on lab 4h, anna break-glass';

  expect(readLauncher(aLaunch({ what, name }))).toMatchObject({
    launched: { command: { kind: what, targetRef: { kind: 'name', name }, on: undefined, reason: '' } },
  });
});

test.each([
  ['a kick of nobody', aLaunch({ what: 'kick' }), 'launcher_person'],
  ['a block of nobody', aLaunch({ what: 'block', name: '\u200b ' }), 'launcher_person'],
  ['a person and a name', aLaunch({ what: 'kick', person: 'U0BOB', name: 'bob' }), 'launcher_name'],
  ['a handle, which may be a group’s', aLaunch({ what: 'kick', name: '@platform' }), 'launcher_name'],
  ['a name that is too long', aLaunch({ name: 'a'.repeat(256) }), 'launcher_name'],
  ['the own connections of someone else', aLaunch({ what: 'me', person: 'U0BOB' }), 'launcher_person'],
  ['help about a name', aLaunch({ what: 'help', name: 'bob' }), 'launcher_name'],
])('refuses %s, and says so at the field', (_title, request, field) => {
  expect(readLauncher(request)).toMatchObject({ kind: 'wrong', errors: { [field]: expect.any(String) } });
});

test.each([
  ['a choice that is not offered', aLaunch({ what: 'doctor' })],
  ['no channel', aLaunch({ channel: null })],
  ['a channel that is none', aLaunch({ channel: 'helpdesk' })],
  ['no state', { type: 'view_submission', view: { callback_id: 'launcher' } }],
])('does not know %s', (_title, request) => {
  expect(readLauncher(request)).toEqual({ kind: 'unknown' });
});
