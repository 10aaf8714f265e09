import type { ClientVpnConnection } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionFromEc2, dateFromEc2 } from '../../../src/aws/snapshot/connection-from-ec2.ts';
import { isLive } from '../../../src/domain/connection.ts';
import { endpointOf } from '../emulated-aws.ts';

const endpointId = endpointOf('cvpn-endpoint-123456789123abcde').id;

/** The active connection in the AWS CLI's reference, with the fields that its example leaves out. */
const active: ClientVpnConnection = {
  ClientVpnEndpointId: 'cvpn-endpoint-123456789123abcde',
  Timestamp: '2019-08-12 08:02:54',
  ConnectionId: 'cvpn-connection-00668867a40f18253',
  Username: 'bob@example.com',
  ConnectionEstablishedTime: '2019-08-12 08:02:53',
  IngressBytes: '2951',
  EgressBytes: '2611',
  IngressPackets: '9',
  EgressPackets: '6',
  ClientIp: '172.31.0.226',
  ClientIpv6Address: 'fd00::226',
  CommonName: 'client1.domain.tld',
  Status: { Code: 'active', Message: 'in order' },
  ConnectionEndTime: '-',
  PostureComplianceStatuses: ['compliant', 'antivirus-missing'],
};

describe('connectionFromEc2', () => {
  it('reads every field of the reference', () => {
    expect(connectionFromEc2(active, endpointId)).toEqual({
      id: 'cvpn-connection-00668867a40f18253',
      endpointId,
      username: 'bob@example.com',
      commonName: 'client1.domain.tld',
      establishedAt: new Date('2019-08-12T08:02:53Z'),
      sampledAt: new Date('2019-08-12T08:02:54Z'),
      endedAt: undefined,
      traffic: { bytesSent: 2951n, bytesReceived: 2611n, packetsSent: 9n, packetsReceived: 6n },
      clientIp: '172.31.0.226',
      clientIpv6: 'fd00::226',
      status: { code: 'active', message: 'in order' },
      posture: ['compliant', 'antivirus-missing'],
    });
  });

  it('reads when a terminated connection ended', () => {
    const row = {
      ...active,
      Status: { Code: 'terminated' },
      ConnectionEndTime: '2019-08-12 07:58:34',
    } as const;

    expect(connectionFromEc2(row, endpointId)?.endedAt).toEqual(new Date('2019-08-12T07:58:34Z'));
  });

  it('reads no user name if EC2 has only a certificate', () => {
    const { Username: _, ...certificate } = active;

    expect(connectionFromEc2(certificate, endpointId)?.username).toBeUndefined();
    expect(connectionFromEc2({ ...active, Username: '' }, endpointId)?.username).toBeUndefined();
  });

  it('keeps a status code that AWS adds later, and counts it as live', () => {
    const row = asReceived({ ...active, Status: { Code: 'quarantined' } });

    const connection = connectionFromEc2(row, endpointId);

    expect(connection?.status).toEqual({ code: 'quarantined', message: undefined });
    expect(connection !== undefined && isLive(connection)).toBe(true);
  });

  it('counts exactly beyond 2^53', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 80n }), (bytes) => {
        const row = { ...active, IngressBytes: String(bytes) };

        expect(connectionFromEc2(row, endpointId)?.traffic.bytesSent).toBe(bytes);
      }),
    );
  });

  it('keeps a connection of which only the id can be read', () => {
    const field = fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: undefined });
    const rows = fc.record({
      Timestamp: field,
      Username: field,
      ConnectionEstablishedTime: field,
      IngressBytes: field,
      EgressBytes: field,
      IngressPackets: field,
      EgressPackets: field,
      ClientIp: field,
      CommonName: field,
      ConnectionEndTime: field,
    });

    fc.assert(
      fc.property(rows, (row) => {
        const connection = connectionFromEc2({ ...row, ConnectionId: `${active.ConnectionId}` }, endpointId);

        expect(connection).toMatchObject({ id: active.ConnectionId, status: { code: 'unknown' } });
        expect(connection?.username).toBe(row.Username || undefined);
        expect(connection?.traffic.bytesSent).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  it('uses the queried endpoint if the row does not name one', () => {
    const { ClientVpnEndpointId: _, ...row } = active;

    expect(connectionFromEc2(row, endpointId)?.endpointId).toBe(endpointId);
  });

  it('does not read a row without a connection id, or of another endpoint', () => {
    const { ConnectionId: _, ...nameless } = active;

    expect(connectionFromEc2(nameless, endpointId)).toBeUndefined();
    expect(connectionFromEc2({ ...active, ConnectionId: 'i-0123' }, endpointId)).toBeUndefined();
    expect(connectionFromEc2(active, endpointOf('cvpn-endpoint-0').id)).toBeUndefined();
  });
});

/** A row as it may come over the wire, where the SDK's types promise nothing. */
function asReceived(row: object): ClientVpnConnection {
  return JSON.parse(JSON.stringify(row));
}

const dates = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('dateFromEc2', () => {
  it("reads EC2's format as UTC in any time zone", () => {
    expect(dateFromEc2('2019-08-12 07:58:34')).toEqual(new Date('2019-08-12T07:58:34Z'));
  });

  it('reads back every second that can be written', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const seconds = date.toISOString().slice(0, 19);

        expect(dateFromEc2(seconds.replace('T', ' '))?.toISOString().slice(0, 19)).toBe(seconds);
      }),
    );
  });

  it('reads ISO 8601 with its zone', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(dateFromEc2(date.toISOString())).toEqual(date);
      }),
    );
    expect(dateFromEc2('2019-08-12T09:58:34+02:00')).toEqual(new Date('2019-08-12T07:58:34Z'));
  });

  it('reads anything else as no time', () => {
    const texts = ['-', '', 'soon', '2019-08-12', '2019-02-30 10:00:00', '2019-13-01 10:00:00', '1565596714'];
    const late = ['2019-08-12 25:00:00', ' 2019-08-12 07:58:34', '2019-08-12 07:58:34 CET'];

    for (const text of [...texts, ...late, undefined]) expect(dateFromEc2(text), text).toBeUndefined();
  });

  it('never throws and never gives an invalid date', () => {
    const nearly = fc.stringMatching(
      /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|[+-]\d{2}:\d{2})?$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        expect(dateFromEc2(text)?.getTime()).not.toBeNaN();
      }),
    );
  });
});
