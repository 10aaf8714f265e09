import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBlockMetadata, textFromBlockMetadata } from '../../../src/features/block/payloads.ts';
import { parseKickMetadata, textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { channelId } from '../../builders/ids.ts';
import { someExactWhom } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { someThread } from '../../slack/some-thread.ts';

const openedAt = new Date('2026-11-02T09:00:00Z');
const place = { channel: channelId('C0SECOPS'), channelName: 'secops', on: undefined, openedAt };

test('the metadata is read back unchanged, and fits Slack’s limit', () => {
  fc.assert(
    fc.property(someExactWhom, fc.boolean(), someThread, (targetRef, terminatesConnections, thread) => {
      const metadata = { ...place, targetRef, terminatesConnections, thread };

      const text = textFromBlockMetadata(metadata);

      expect(parseBlockMetadata(text)).toEqual(metadata);
      expect(text.length).toBeLessThanOrEqual(3000);
    }),
  );
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
