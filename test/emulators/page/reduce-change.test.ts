import { expect, test } from 'vitest';
import { reduceChange } from '../../../emulators/page/workspace/reduce-change.ts';
import { workspaceFromSnapshot } from '../../../emulators/page/workspace/workspace.ts';
import type { Change, Message, Snapshot } from '../../../emulators/slack/protocol/client-protocol.ts';

const snapshot: Snapshot = {
  seq: 10,
  team: { id: 'T0ACME', name: 'Acme' },
  me: 'U0HELGA',
  people: [],
  groups: [],
  channels: [],
  messages: [message('1.000200', 'second'), message('1.000100', 'first')],
  modal: null,
  home: null,
  bot: { userId: 'U0BOUNCER', name: 'bouncer', isOnline: true },
  appHome: { hasHomeTab: false, isReadOnly: true },
  commands: [],
  shortcuts: [],
  vpnUrl: null,
};

test('the messages of a snapshot are oldest first, by channel', () => {
  expect(texts([])).toEqual(['first', 'second']);
});

test('a new message goes to its place by time', () => {
  expect(texts([{ seq: 11, kind: 'message', message: message('1.000150', 'between') }])).toEqual([
    'first',
    'between',
    'second',
  ]);
});

test('a message that is known is replaced in place', () => {
  expect(texts([{ seq: 11, kind: 'message', message: message('1.000100', 'edited') }])).toEqual([
    'edited',
    'second',
  ]);
});

test('an edit leaves every other message the same object, so that it is not drawn again', () => {
  const before = workspaceFromSnapshot(snapshot);
  const after = reduceChange(before, { seq: 11, kind: 'message', message: message('1.000100', 'edited') });

  expect(after.messages.C0HELPDESK?.[1]).toBe(before.messages.C0HELPDESK?.[1]);
});

test('a message that was removed is gone', () => {
  expect(texts([{ seq: 11, kind: 'message_removed', channel: 'C0HELPDESK', ts: '1.000100' }])).toEqual([
    'second',
  ]);
});

test('a change that the snapshot contains already changes nothing', () => {
  const workspace = workspaceFromSnapshot(snapshot);

  expect(reduceChange(workspace, { seq: 10, kind: 'message', message: message('1.000300', 'old') })).toBe(
    workspace,
  );
});

test('a modal opens and closes', () => {
  const modal = {
    id: 'V1',
    hash: '1',
    callbackId: 'kick',
    title: 'End',
    submit: null,
    close: null,
    blocks: [],
    errors: {},
  };
  const opened = reduceChange(workspaceFromSnapshot(snapshot), { seq: 11, kind: 'modal', modal });

  expect(opened.modal).toBe(modal);
  expect(reduceChange(opened, { seq: 12, kind: 'modal', modal: null }).modal).toBeNull();
});

function texts(changes: readonly Change[]): readonly string[] {
  const workspace = changes.reduce(reduceChange, workspaceFromSnapshot(snapshot));
  return (workspace.messages.C0HELPDESK ?? []).map(({ text }) => text);
}

function message(ts: string, text: string): Message {
  return {
    channel: 'C0HELPDESK',
    ts,
    text,
    threadTs: null,
    isBroadcast: false,
    user: 'U0BOB',
    blocks: [],
    editedAt: null,
    files: [],
    onlyFor: null,
    notice: null,
  };
}
