import fc from 'fast-check';
import type { Connection } from '../../../src/domain/connection.ts';
import { parseConnectionId } from '../../../src/domain/ids.ts';
import { endpoint } from '../emulated-aws.ts';

/** Texts in a row of XML: each element once or not at all. */
export type Row = Readonly<Record<string, string | undefined>>;

/** Writes a page as EC2 does. */
export function pageXml(rows: readonly string[], nextToken = ''): Uint8Array<ArrayBuffer> {
  const list = rows.length === 0 ? '<connections/>' : `<connections>${rows.join('')}</connections>`;
  return bytesOf(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<DescribeClientVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">' +
      `<requestId>7118204f</requestId>${list}` +
      `${nextToken === '' ? '<nextToken/>' : `<nextToken>${nextToken}</nextToken>`}` +
      '</DescribeClientVpnConnectionsResponse>',
  );
}

export function rowXml(row: Row, status = '<status><code>active</code></status>'): string {
  const elements = Object.entries(row).map(([name, text]) =>
    text === undefined ? '' : `<${name}>${text}</${name}>`,
  );
  return `<item>${elements.join('')}${status}</item>`;
}

export const plainRow = {
  clientVpnEndpointId: endpoint.id,
  timestamp: '2026-11-22 08:06:02',
  connectionId: 'cvpn-connection-06f0903f4a532bc15',
  username: 'tara.nguyen606@example.com',
  connectionEstablishedTime: '2026-11-21 22:04:54',
  ingressBytes: '68641211',
  egressBytes: '523031544',
  ingressPackets: '214503',
  egressPackets: '1634473',
  clientIp: '10.0.0.2',
  commonName: 'tara.nguyen606@example.com',
  connectionEndTime: '-',
} satisfies Row;

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text));
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Names as they come: plain, in capitals, from beyond ASCII, empty. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9._]{1,12}@example\.com$/) },
  fc.stringMatching(/^[A-Za-z\\ &<>'"._-]{1,20}$/),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', 'B', ' ', '-', "'", '\u2013', '\u2019', '\u200B', '\u00A0'),
    maxLength: 6,
  }),
  fc.constant(''),
);

const counter = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 0n, max: 10n ** 20n }));
const second = fc
  .integer({ min: Date.parse('2020-01-01') / 1000, max: Date.parse('2030-01-01') / 1000 })
  .map((seconds) => new Date(seconds * 1000));
const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ code: 'active', message: undefined }) },
  fc.record({
    code: fc.constantFrom('terminating', 'terminated', 'failed-to-terminate', 'quarantined'),
    message: maybe(anyName.filter((text) => text !== '')),
  }),
);

/** A connection of any kind that EC2 might tell of. */
export const anyConnection: fc.Arbitrary<Connection> = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{1,17}$/).map((hex) => known(parseConnectionId(`cvpn-connection-${hex}`))),
  endpointId: fc.constant(endpoint.id),
  username: maybe(anyName.filter((name) => name !== '')),
  commonName: maybe(anyName.filter((name) => name !== '')),
  establishedAt: maybe(second),
  sampledAt: maybe(second),
  endedAt: maybe(second),
  traffic: fc.record({
    bytesSent: counter,
    bytesReceived: counter,
    packetsSent: counter,
    packetsReceived: counter,
  }),
  clientIp: maybe(fc.ipV4()),
  clientIpv6: maybe(fc.ipV6()),
  status,
  posture: fc.array(anyName, { maxLength: 2 }),
});

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test makes an id that does not parse');
  return value;
}
