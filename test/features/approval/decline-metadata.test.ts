import { expect, test } from 'vitest';
import { parseDeclineMetadata, textFromDeclineMetadata } from '../../../src/features/approval/payloads.ts';
import { channelId, correlation } from '../../builders/ids.ts';

test('parses decline metadata as it was written', () => {
  const metadata = {
    channel: channelId('C0HELPDESK'),
    channelName: 'help "desk"',
    correlation: correlation('0123abcd'),
  };
  const inThread = { ...metadata, thread: { ts: '1795732531.811000', isBroadcast: true } };

  expect(parseDeclineMetadata(textFromDeclineMetadata(metadata))).toEqual(metadata);
  expect(parseDeclineMetadata(textFromDeclineMetadata(inThread))).toEqual(inThread);
});

test.each([
  '',
  'null',
  '[]',
  '["helpdesk","helpdesk","0123abcd"]',
  '["C0HELPDESK","helpdesk","?"]',
  '{"a":1}',
])('%s is not valid decline metadata', (text) => {
  expect(parseDeclineMetadata(text)).toBeUndefined();
});
