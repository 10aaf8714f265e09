import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type KickMetadata,
  parseKickMetadata,
  textFromKickMetadata,
} from '../../../src/features/kick/payloads.ts';
import { channelId, personId } from '../../builders/ids.ts';
import { someKickTargetRef } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { someThread } from '../../slack/some-thread.ts';

const longestMetadata = 3000;
const metadata: fc.Arbitrary<KickMetadata> = fc.record({
  channel: fc.constant(channelId(`C${'0'.repeat(30)}`)),
  channelName: fc.string({ unit: 'grapheme', maxLength: 80 }),
  targetRef: someKickTargetRef,
  on: fc.option(fc.stringMatching(/^[a-z0-9]{1,40}$/), { nil: undefined }),
  listed: fc.nat({ max: 50 }),
  openedAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
  breakGlass: fc.boolean(),
  confirm: fc.option(fc.stringMatching(/^[a-z0-9]{1,40}$/), { nil: undefined }),
  thread: someThread,
  leftOut: fc.option(
    fc.array(
      fc.stringMatching(/^U[A-Z0-9]{10}$/).map((id) => personId(id)),
      { minLength: 1, maxLength: 5 },
    ),
    { nil: undefined },
  ),
});

test('parses kick metadata as it was written, within Slack’s limit', () => {
  fc.assert(
    fc.property(metadata, (remembered) => {
      const text = textFromKickMetadata(remembered);

      expect(parseKickMetadata(text)).toEqual(remembered);
      expect(text.length).toBeLessThanOrEqual(longestMetadata);
    }),
  );
});

test('stores that too many people were left out instead of some of them', () => {
  const leftOut = Array.from({ length: 600 }, (_, index) => personId(`U0${index}`));

  fc.assert(
    fc.property(metadata, (remembered) => {
      const text = textFromKickMetadata({ ...remembered, leftOut });

      expect(parseKickMetadata(text)).toEqual({ ...remembered, leftOut: 'too_many' });
      expect(text.length).toBeLessThanOrEqual(longestMetadata);
    }),
  );
});

test('reads no one as left out from a modal of an earlier version', () => {
  const text = '["C0HELPDESK","helpdesk","name:bob","",0,0,false,"","1795732531.811000"]';

  expect(parseKickMetadata(text)).toMatchObject({ leftOut: undefined, thread: { ts: '1795732531.811000' } });
});

test.each([
  '',
  '["C0HELPDESK","helpdesk","name:bob","",0,0,false,"","","U0BOB,bob"]',
  'null',
  '["C0HELPDESK","helpdesk","everyone","",0,0,false]',
  '["C0HELPDESK","helpdesk","text:bob","",0,0,false]',
  '["C0HELPDESK","helpdesk","name:","",0,0,false]',
  '["helpdesk","helpdesk","name:bob","",0,0,false]',
  '["C0HELPDESK","helpdesk","name:bob","",-1,0,false]',
])('%s is not valid kick metadata', (text) => {
  expect(parseKickMetadata(text)).toBeUndefined();
});

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseKickMetadata(text)).not.toThrow();
    }),
  );
});
