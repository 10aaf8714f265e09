import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFromDeclineMetadata } from '../../../src/features/approval/payloads.ts';
import { textFromBlockMetadata, textFromUnblockMetadata } from '../../../src/features/block/payloads.ts';
import { textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
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

      for (const metadata of [
        textFromKickMetadata({ ...place, ...kick }),
        textFromKickMetadata({ ...place, ...kick, leftOut }),
        textFromBlockMetadata({ ...place, ...block }),
        textFromUnblockMetadata({ ...place, ...unblock }),
        textFromDeclineMetadata({ ...place, correlation: correlation('0123abcd') }),
      ])
        expect(parseModalPlace(metadata)).toEqual(place);
    }),
  );
});

const thread = { ts: '1795732531.811000', isBroadcast: true };

test.each([
  ['["C0SECOPS","secops","name:bob","",0,0,false,""]', undefined],
  ['["C0SECOPS","secops","name:bob","",0,0,false,"","1795732531.811000 broadcast"]', thread],
  ['["C0SECOPS","secops","name:bob","",0,0,false,"","","*"]', undefined],
  ['["block","C0SECOPS","secops","name:bob","",true,0]', undefined],
  ['["block","C0SECOPS","secops","name:bob","",true,0,"1795732531.811000 broadcast"]', thread],
  ['["unblock","C0SECOPS","secops","name:bob","","",0]', undefined],
  ['["unblock","C0SECOPS","secops","name:bob","","",0,[],"1795732531.811000 broadcast"]', thread],
  ['["C0SECOPS","secops","0123abcd"]', undefined],
  ['["C0SECOPS","secops","0123abcd","1795732531.811000 broadcast"]', thread],
])('reads the place of a modal of an earlier version: %s', (metadata, expected) => {
  expect(parseModalPlace(metadata)).toEqual({
    channel: channelId('C0SECOPS'),
    channelName: 'secops',
    thread: expected,
  });
});

test.each(['', 'null', '[]', '{}', '["secops","secops"]', '["C0SECOPS",1]', '["block","secops","secops"]'])(
  '%s tells no place',
  (metadata) => {
    expect(parseModalPlace(metadata)).toBeUndefined();
  },
);

test('parsing any text as the place of a modal never throws', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseModalPlace(text)).not.toThrow();
    }),
  );
});
