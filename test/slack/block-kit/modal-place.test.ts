import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFromDeclineMetadata } from '../../../src/features/approval/payloads.ts';
import { textFromBlockMetadata, textFromUnblockMetadata } from '../../../src/features/block/payloads.ts';
import { textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { callbackIds } from '../../../src/slack/block-kit/action-ids.ts';
import { parseModalPlace } from '../../../src/slack/block-kit/modal-place.ts';
import { channelId, correlation, personId } from '../../builders/ids.ts';
import { hostileText } from '../hostile-text.ts';
import { someThread } from '../some-thread.ts';

const targetRef = { kind: 'name', name: 'bob' } as const;
const openedAt = new Date('2026-11-02T09:00:00Z');
const kick = { targetRef, on: '1.5', listed: 2, openedAt, breakGlass: false, confirm: undefined };
const leftOut = [personId('U0BOB'), personId('U0ANNA')];
const block = { targetRef, on: '1.5', terminatesConnections: true, openedAt };
const unblock = { targetRef, on: '1.5', openedAt, digests: ['1.5'] };

test('every modal tells where it was requested', () => {
  fc.assert(
    fc.property(fc.string(), someThread, (channelName, thread) => {
      const place = { channel: channelId('C0SECOPS'), channelName, thread };

      for (const [modal, metadata] of [
        ['kick', textFromKickMetadata({ ...place, ...kick })],
        ['kick', textFromKickMetadata({ ...place, ...kick, leftOut })],
        ['block', textFromBlockMetadata({ ...place, ...block })],
        ['unblock', textFromUnblockMetadata({ ...place, ...unblock })],
        ['decline', textFromDeclineMetadata({ ...place, correlation: correlation('0123abcd') })],
      ] as const)
        expect(parseModalPlace({ callback_id: modal, private_metadata: metadata })).toEqual(place);
    }),
  );
});

const thread = { ts: '1795732531.811000', isBroadcast: true };

test.each([
  ['kick', '["C0SECOPS","secops","name:bob","",0,0,false,""]', undefined],
  ['kick', '["C0SECOPS","secops","name:bob","",0,0,false,"","1795732531.811000 broadcast"]', thread],
  ['kick', '["C0SECOPS","secops","name:bob","",0,0,false,"","","*"]', undefined],
  ['block', '["block","C0SECOPS","secops","name:bob","",true,0]', undefined],
  ['block', '["block","C0SECOPS","secops","name:bob","",true,0,"1795732531.811000 broadcast"]', thread],
  ['unblock', '["unblock","C0SECOPS","secops","name:bob","","",0]', undefined],
  ['unblock', '["unblock","C0SECOPS","secops","name:bob","","",0,[],"1795732531.811000 broadcast"]', thread],
  ['decline', '["C0SECOPS","secops","0123abcd"]', undefined],
  ['decline', '["C0SECOPS","secops","0123abcd","1795732531.811000 broadcast"]', thread],
])('reads the place of a %s modal of an earlier version: %s', (modal, metadata, expected) => {
  expect(parseModalPlace({ callback_id: modal, private_metadata: metadata })).toEqual({
    channel: channelId('C0SECOPS'),
    channelName: 'secops',
    thread: expected,
  });
});

test.each(['', 'null', '[]', '{}', '["secops","secops"]', '["C0SECOPS",1]', '["block","secops","secops"]'])(
  '%s tells no place',
  (metadata) => {
    for (const modal of Object.values(callbackIds))
      expect(parseModalPlace({ callback_id: modal, private_metadata: metadata })).toBeUndefined();
  },
);

test('the length of the metadata does not decide which modal it is of', () => {
  const cutShort = '["C0SECOPS","secops","name:bob","1795732531.811000"]';

  expect(parseModalPlace({ callback_id: 'kick', private_metadata: cutShort })?.thread).toBeUndefined();
});

test('a Home tab tells the direct message that it belongs to, and never a channel', () => {
  const metadata = (channel: string) => JSON.stringify([channel, 'helpdesk']);
  const placeIn = (channel: string) =>
    parseModalPlace({ callback_id: callbackIds.home, private_metadata: metadata(channel) });

  expect(placeIn('D0HELGA')).toMatchObject({ channel: 'D0HELGA' });
  expect(placeIn('C0HELPDESK')).toBeUndefined();
  expect(placeIn('G0HELPDESK')).toBeUndefined();
});

test('a modal of another kind tells no place', () => {
  const metadata = '["C0SECOPS","secops","0123abcd"]';

  expect(parseModalPlace({ callback_id: 'other', private_metadata: metadata })).toBeUndefined();
  expect(parseModalPlace({ private_metadata: metadata })).toBeUndefined();
});

test('parsing any text as the place of a modal never throws', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      for (const modal of Object.values(callbackIds))
        expect(() => parseModalPlace({ callback_id: modal, private_metadata: text })).not.toThrow();
    }),
  );
});
