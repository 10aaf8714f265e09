import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it } from 'vitest';
import { gapsIn, recordWith } from '../../src/domain/connection-record.ts';
import { connectionId, correlation, endpointId } from '../builders/ids.ts';

const start = new Date('2026-11-20T08:00:00Z');
const at = (minutes: number) => addMinutes(start, minutes);
const key = {
  endpointId: endpointId('cvpn-endpoint-0123456789abcdef0'),
  id: connectionId('cvpn-connection-0123456789abcdef0'),
};
const omar = { id: 'U0OMAR', name: 'omar', team: 'T0ACME' };

describe('recordWith', () => {
  it('needs a time to begin with', () => {
    expect(recordWith(undefined, { ...key, username: 'bob' })).toBeUndefined();
  });

  it('gives the same record in whatever order the sources arrive', () => {
    const updates = [
      { ...key, username: 'bob', startedAt: at(0), lastSeenAt: at(5) },
      { ...key, publicIp: '203.0.113.51', device: { platform: 'win' }, lastSeenAt: at(0) },
      {
        ...key,
        endedAt: at(9),
        lastSeenAt: at(9),
        traffic: { bytesSent: 5n, bytesReceived: 7n },
        ending: { kind: 'logged', text: 'client disconnected' },
      },
      {
        ...key,
        lastSeenAt: at(8),
        ending: {
          kind: 'terminated',
          by: omar,
          reason: 'lost laptop',
          correlation: correlation('corr-0001'),
          channel: 'C0SECOPS',
        },
      },
    ] as const;
    const merge = (order: typeof updates | readonly (typeof updates)[number][]) =>
      order.reduce<ReturnType<typeof recordWith>>(recordWith, undefined);

    const record = merge(updates);

    expect(record).toMatchObject({
      username: 'bob',
      startedAt: at(0),
      lastSeenAt: at(9),
      endedAt: at(9),
      publicIp: '203.0.113.51',
      device: { platform: 'win' },
      ending: { kind: 'terminated', by: omar },
    });
    expect(merge(updates.toReversed())).toEqual(record);
  });

  it('takes an end that a source knows for that of a connection that was only found gone', () => {
    const gone = { ...key, startedAt: at(0), lastSeenAt: at(5), endedAt: at(5), endedBefore: at(60) };
    const again = { ...gone, endedBefore: at(50) };
    const exact = { ...key, startedAt: at(0), endedAt: at(7) };

    expect(recordWith(recordWith(undefined, gone), again)).toMatchObject({
      endedAt: at(5),
      endedBefore: at(50),
    });
    for (const [first, second] of [
      [gone, exact],
      [exact, gone],
    ] as const) {
      const record = recordWith(recordWith(undefined, first), second);
      expect([record?.endedAt, record?.endedBefore]).toEqual([at(7), undefined]);
    }
  });

  it('keeps the larger traffic counters: they only grow', () => {
    const late = { ...key, startedAt: at(0), traffic: { bytesSent: 9n, bytesReceived: 1n } };
    const early = { ...key, startedAt: at(0), traffic: { bytesSent: 1n, bytesReceived: 1n } };

    expect(recordWith(recordWith(undefined, late), early)?.traffic).toEqual(late.traffic);
  });
});

describe('gapsIn', () => {
  it('finds nothing if every observation reaches back to the one before', () => {
    const observations = [
      { since: at(-60), at: at(0) },
      { since: at(-5), at: at(55) },
    ];

    expect(gapsIn({ from: at(0), to: at(55) }, observations)).toEqual([]);
  });

  it('finds what lies between, before and after the observations', () => {
    const observations = [
      { since: at(30), at: at(40) },
      { since: at(10), at: at(20) },
    ];

    expect(gapsIn({ from: at(0), to: at(50) }, observations)).toEqual([
      { from: at(0), to: at(10) },
      { from: at(20), to: at(30) },
      { from: at(40), to: at(50) },
    ]);
  });
});

describe('a public address', () => {
  it('is stored in one form, however the source writes it', () => {
    const record = recordWith(undefined, { ...key, startedAt: at(0), publicIp: '2001:0DB8:0:0::17' });

    expect(record?.publicIp).toBe('2001:db8::17');
  });
});
