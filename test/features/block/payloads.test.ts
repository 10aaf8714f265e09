import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxShownBlocks } from '../../../src/features/block/blocks-message.ts';
import {
  parseBlockKey,
  parseBlockMetadata,
  parseUnblockMetadata,
  textFromBlockMetadata,
  textFromUnblockMetadata,
  type UnblockMetadata,
  valueFromBlockKey,
} from '../../../src/features/block/payloads.ts';
import { parseKickMetadata, textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { channelId } from '../../builders/ids.ts';
import { aBlock } from '../../contract/a-block.ts';
import { someExactTargetRef } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { someThread } from '../../slack/some-thread.ts';

test.each([
  aBlock(),
  aBlock({
    endpoint: `cvpn-endpoint-${'f'.repeat(40)}`,
    correlation: 'c'.repeat(40),
    name: '\u0001'.repeat(255),
  }),
])('a button identifies its block', (block) => {
  const value = valueFromBlockKey(block);

  const { name, endpoint, correlation } = block;
  expect(parseBlockKey(value)).toEqual({ name, endpoint, correlation });
  expect(value.length).toBeLessThanOrEqual(2000);
});

test.each(['', '[]', '["bob","",""]', '["","","c-0001"]', '["bob","lab","c-0001"]', '["bob","c-0001"]'])(
  '%s identifies no block',
  (value) => {
    expect(parseBlockKey(value)).toBeUndefined();
  },
);

test('any text is a button’s value or not, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseBlockKey(text)).not.toThrow();
    }),
  );
});

const openedAt = new Date('2026-11-02T09:00:00Z');
const place = { channel: channelId('C0SECOPS'), channelName: 'secops', on: undefined, openedAt };

const someOffers = fc.constantFrom(undefined, [], Array<string>(10).fill('8-digits'));

test('the metadata is read back unchanged, and fits Slack’s limit', () => {
  fc.assert(
    fc.property(
      someExactTargetRef,
      fc.boolean(),
      someThread,
      someOffers,
      (targetRef, terminatesConnections, thread, offered) => {
        const metadata = { ...place, targetRef, terminatesConnections, thread, offered };

        const text = textFromBlockMetadata(metadata);

        expect(parseBlockMetadata(text)).toEqual(metadata);
        expect(text.length).toBeLessThanOrEqual(3000);
      },
    ),
  );
});

test('reads the metadata of earlier versions, which offered no possible matches, or did not say which', () => {
  const text = '["block","C0SECOPS","secops","name:bob","",true,1793610000000,"1795732531.811000"]';

  expect(parseBlockMetadata(text)).toMatchObject({ thread: { ts: '1795732531.811000' }, offered: undefined });
});

test('the modals of a kick and of a block are not taken for one another', () => {
  const targetRef = { kind: 'name', name: 'bob' } as const;

  expect(
    parseBlockMetadata(
      textFromKickMetadata({ ...place, targetRef, listed: 0, breakGlass: false, confirm: undefined }),
    ),
  ).toBeUndefined();
  expect(
    parseKickMetadata(textFromBlockMetadata({ ...place, targetRef, terminatesConnections: true })),
  ).toBeUndefined();
});

test('any text is what a modal remembers or not, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseBlockMetadata(text)).not.toThrow();
    }),
  );
});

const longestMetadata = 3_000;
const shownIn = {
  channel: channelId('C0SECOPS'),
  channelName: 'secops',
  openedAt: new Date('2026-11-02T09:00:00Z'),
};
const someName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 });
const someTargetRef = fc.oneof(
  someExactTargetRef.filter((targetRef) => targetRef.kind !== 'connection'),
  someName.map((name) => ({ kind: 'block' as const, key: keyOf(aBlock({ name })) })),
  someName.map((name) => ({ kind: 'block' as const, key: keyOf(aBlock({ name, endpoint: lab.id })) })),
);

const thread = { ts: '1795732531.811000', isBroadcast: false };

const someDigests = fc.constantFrom(undefined, [], Array<string>(maxShownBlocks).fill('8_digits'));

function keyOf({ name, endpoint, correlation }: ReturnType<typeof aBlock>) {
  return { name, endpoint, correlation };
}

test('what an unblock modal remembers comes back as it went in, and Slack takes it', () => {
  fc.assert(
    fc.property(someTargetRef, fc.constantFrom(undefined, 'lab'), someDigests, (targetRef, on, digests) => {
      // Only an earlier version's modal has no digests, and it knows no thread.
      const metadata: UnblockMetadata = { ...shownIn, targetRef, on, digests, thread: digests && thread };
      const text = textFromUnblockMetadata(metadata);

      expect(text.length).toBeLessThanOrEqual(longestMetadata);
      expect(parseUnblockMetadata(text)).toEqual(metadata);
    }),
  );
});

test.each([
  '',
  '[]',
  '["block","C0SECOPS","secops","name:bob","","",1]',
  '["unblock","D0DIRECT","x","connection:cvpn-connection-0a","","",1]',
  '["unblock","C0SECOPS","secops","everyone","","",1]',
  '["unblock","C0SECOPS","secops","","[]","",1]',
  '["unblock","helpdesk","secops","name:bob","","",1]',
])('what nobody wrote is not read: %s', (text) => {
  expect(parseUnblockMetadata(text)).toBeUndefined();
});

test('any text is read or not, and never an error', () => {
  fc.assert(fc.property(hostileText, (text) => void parseUnblockMetadata(text)));
});
