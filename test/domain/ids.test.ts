import { expect, test } from 'vitest';
import {
  isDirectMessage,
  parseChannelId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
  parseGroupId,
  parsePersonId,
  parseTeamId,
} from '../../src/domain/ids.ts';
import { channelId } from '../builders/ids.ts';

const parsers = [
  ['endpoint', parseEndpointId, ['cvpn-endpoint-0123456789abcdef0']],
  ['connection', parseConnectionId, ['cvpn-connection-06681f25304ab8f18']],
  ['person', parsePersonId, ['U0BOB', 'W012ABC']],
  ['team', parseTeamId, ['T0HOME', 'E0GRID']],
  ['channel', parseChannelId, ['C0HELPDESK', 'G0OLD', 'D0BOB']],
  ['group', parseGroupId, ['S0PLATFORM']],
  ['correlation', parseCorrelation, ['a1b2-c3d4']],
] as const;

test.each(parsers)('an id of a %s is what AWS or Slack would write', (_kind, parse, ids) => {
  for (const id of ids) expect(parse(id)).toBe(id);
});

test.each(parsers)('an id of a %s never carries anything else along', (_kind, parse, ids) => {
  for (const id of ids) {
    for (const text of [`${id} `, ` ${id}`, `${id}\n`, `${id}>`, `x${id.toLowerCase()}!`, '', id.slice(0, 1)])
      expect(parse(text)).toBeUndefined();
  }
});

test('an id of one kind is not parsed as another', () => {
  const ids = ['cvpn-endpoint-0a', 'cvpn-connection-0a', 'U0A', 'T0A', 'C0A', 'S0A'];

  for (const id of ids) {
    const kinds = parsers.filter(([kind, parse]) => kind !== 'correlation' && parse(id) !== undefined);
    expect(kinds).toHaveLength(1);
  }
});

test('recognizes direct messages only', () => {
  expect(['D0BOB', 'C0HELPDESK', 'G0OLD'].map((id) => isDirectMessage(channelId(id)))).toEqual([
    true,
    false,
    false,
  ]);
});
