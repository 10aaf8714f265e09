import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PageReader } from '../../../src/aws/page-reader/page-reader.ts';
import { SdkParser } from '../../../src/aws/sdk-parser.ts';
import { connectionFromEc2 } from '../../../src/aws/snapshot/connection-from-ec2.ts';
import { unpack } from '../../../src/aws/snapshot/packed-page.ts';
import { PackedSnapshot } from '../../../src/aws/snapshot/packed-snapshot.ts';
import { emulateAws, endpoint } from '../emulated-aws.ts';
import { anyName, bytesOf, pageXml, plainRow, rowXml } from '../snapshot/a-page.ts';
import { anyPage } from './any-page.ts';

const sdk = new SdkParser();

/** What the fast reader makes of a page; undefined where it leaves it to the SDK. */
function readFast(bytes: Uint8Array<ArrayBuffer>) {
  const reading = new PageReader(endpoint.id, true).read(bytes);
  if (reading === undefined) return undefined;
  const { page, nextToken } = reading;
  const rows = Array.from({ length: page.count }, (_, row) => unpack(page, row, endpoint.id));
  return { rows, nextToken };
}

async function readBySdk(bytes: Uint8Array) {
  const answer = await sdk.connections(bytes);
  const rows = answer.Connections?.map((row) => connectionFromEc2(row, endpoint.id));
  return { rows, nextToken: answer.NextToken ?? '' };
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const escaped = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[sign]};`,
  );
const xmlText = fc.oneof(
  { weight: 3, arbitrary: anyName.map(escaped) },
  fc.constantFrom(
    '-',
    ' ',
    ' padded ',
    '&#xD;',
    '&#10;',
    '&#233;',
    '&copy;',
    'a\tb',
    'a\nb',
    '<![CDATA[x]]>',
    '<b>x</b>',
    '<!-- x -->x',
  ),
);
const time = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .date({ min: new Date('1970-01-02'), max: new Date('2099-12-30'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
  },
  fc.constantFrom(
    '-',
    '',
    '2026-02-30 10:00:00',
    '2024-02-29 23:59:59',
    '2026-11-22T08:06:02Z',
    '2026-13-01 00:00:00',
    '2026-11-22 24:00:00',
    'yesterday',
  ),
);
const digits = fc.oneof(
  { weight: 3, arbitrary: fc.nat().map(String) },
  fc.constantFrom('', '0', '-1', '12345678901234567890', '9007199254740993', '1e3', '007'),
);
const statusXml = fc.oneof(
  { weight: 3, arbitrary: fc.constant('<status><code>active</code></status>') },
  fc
    .tuple(fc.constantFrom('active', 'terminated', 'failed-to-terminate'), maybe(xmlText))
    .map(
      ([code, message]) =>
        `<status><code>${code}</code>${message === undefined ? '' : `<message>${message}</message>`}</status>`,
    ),
  fc.constantFrom('', '<status/>', '<status><message>x</message></status>', '<status>active</status>'),
);
const extraXml = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.constantFrom(
    '<postureComplianceStatusSet><item>disk-not-encrypted</item></postureComplianceStatusSet>',
    '<postureComplianceStatusSet/>',
    '<postureComplianceStatusSet></postureComplianceStatusSet>',
    '<authorizationPolicyLastEvaluatedTime>2026-11-22 08:06:02</authorizationPolicyLastEvaluatedTime>',
    '<brandNew><inner>1</inner></brandNew>',
    '<username>second@example.com</username>',
    '<clientIpv6Address/>',
    '\n        ',
  ),
);
const anyRow = fc
  .record({
    clientVpnEndpointId: fc.constantFrom(endpoint.id, endpoint.id, undefined),
    timestamp: maybe(time),
    connectionId: fc.stringMatching(/^[0-9a-f]{17}$/).map((hex) => `cvpn-connection-${hex}`),
    username: maybe(xmlText),
    connectionEstablishedTime: maybe(time),
    ingressBytes: maybe(digits),
    egressBytes: maybe(digits),
    ingressPackets: maybe(digits),
    egressPackets: maybe(digits),
    clientIp: maybe(fc.ipV4()),
    commonName: maybe(xmlText),
    connectionEndTime: maybe(time),
  })
  .chain((row) => fc.tuple(fc.constant(row), statusXml, extraXml, fc.boolean()))
  .map(([row, status, extra, isShuffled]) => {
    const elements = isShuffled ? Object.fromEntries(Object.entries(row).reverse()) : row;
    return rowXml(elements, extra + status);
  });

test('agrees with the SDK about every page that it accepts', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { maxLength: 4 }),
      fc.constantFrom('', 'bgpvYy+9/A='),
      async (rows, token) => {
        const bytes = pageXml(rows, token);

        const fast = readFast(bytes);

        if (fast === undefined) return;
        read += 1;
        expect(fast).toEqual(await readBySdk(bytes));
      },
    ),
    { numRuns: 1_500 },
  );
  // Else the property would hold for a reader that reads nothing.
  expect(read).toBeGreaterThan(300);
});

const usualTime = fc.constantFrom(
  '2026-11-21 22:04:54',
  '2026-11-22 23:59:59',
  '2026-12-22 00:00:00',
  '2025-11-22 00:00:60',
  '2026-11-22T08:06:02',
  '-',
);
const usualStatus = fc.constantFrom(
  '<status><code>active</code></status>',
  '<status><code>terminating</code></status>',
  '<status><code>failed-to-terminate</code><message>try again</message></status>',
  '<status><code>terminated</code></status>',
  '<status><code>active</code></status><postureComplianceStatusSet><item>old</item></postureComplianceStatusSet>',
);
/** Rows as EC2 writes them: many of them, in a few ways. */
const usualRow = fc
  .record({
    username: fc.oneof(
      {
        weight: 20,
        arbitrary: fc.constantFrom('tara.nguyen606@example.com', 'CORP\\Bob', 'Bob  Baker', '', undefined),
      },
      fc.constantFrom(' padded', 'padded '),
    ),
    connectionId: fc.stringMatching(/^[0-9a-f]{17}$/).map((hex) => `cvpn-connection-${hex}`),
    connectionEstablishedTime: usualTime,
    ingressBytes: digits,
    clientIp: maybe(fc.ipV4()),
    clientIpv6Address: maybe(fc.ipV6()),
    commonName: fc.constantFrom('tara.nguyen606@example.com', 'laptop-7', undefined),
  })
  .chain((row) => fc.tuple(fc.constant({ ...plainRow, ...row }), usualStatus))
  .map(([row, status]) => rowXml(row, status));

test('agrees with the SDK about rows of a known layout in which any byte is changed', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(usualRow, { minLength: 2, maxLength: 12 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.option(fc.oneof(fc.constantFrom(...Buffer.from('<>&/ -0Zz\n\0')), fc.nat(255)), {
        nil: undefined,
        freq: 2,
      }),
      async (rows, place, sign) => {
        const bytes = pageXml([...rows, ...rows]);
        if (sign !== undefined) bytes[Math.floor(place * bytes.length)] = sign;

        const fast = readFast(bytes);

        if (fast === undefined) return;
        read += 1;
        expect(fast).toEqual(await readBySdk(bytes));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(300);
});

test('agrees with the SDK’s parser about pages in any order and layout, with unknown elements, entities and comments', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(anyPage, async (bytes) => {
      const fast = readFast(bytes);

      if (fast === undefined) return;
      read += 1;
      expect(fast).toEqual(await readBySdk(bytes));
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(600);
});

test('reads the emulated EC2 as the SDK does, and leaves none of its pages to it', async () => {
  const ec2 = await emulateAws({ connections: 1_500, ended: 200, heavyUsers: ['heavy@example.com'] });
  for (const username of [
    'heavy@example.com',
    'CORP\\Bob & Co',
    'Łukasz Żółć',
    '<b>bold</b>',
    'a'.repeat(255),
  ])
    ec2.connect({ endpointId: endpoint.id, username });

  let token = '';
  do {
    const bytes = await rawPage(ec2.url, token);
    const fast = readFast(bytes);

    expect(fast).toEqual(await readBySdk(bytes));
    token = fast?.nextToken ?? '';
  } while (token !== '');
});

const row = rowXml(plainRow);
const whole = Buffer.from(pageXml([row])).toString();

test.each([
  ['a page of HTML', '<!doctype html><html><body>Sign in</body></html>'],
  ['nothing', ''],
  ['an answer without a list', whole.replace(/<connections>.*<\/connections>/, '')],
  ['two lists', whole.replace('<nextToken/>', '<connections/><nextToken/>')],
  ['a list of no items between two tags', whole.replace(row, '')],
  ['an answer that breaks off', whole.slice(0, -20)],
  ['something after the answer', `${whole}<x/>`],
  ['another version of the API', whole.replace('2016-11-15', '2030-01-01')],
  ['another encoding', whole.replace('UTF-8', 'ISO-8859-1')],
  ['attributes', whole.replace('<item>', '<item n="1">')],
  ['a row of another endpoint', whole.replace(endpoint.id, 'cvpn-endpoint-0fedcba9876543210')],
  ['a row without an id', whole.replace(/<connectionId>.*<\/connectionId>/, '')],
  ['a row whose id is none', whole.replace('cvpn-connection-06f', 'cvpn-connection-06F')],
  ['white space that the SDK takes for text', whole.replace('<clientIp>', ' <clientIp>')],
  ['an element that is not closed', whole.replace('<clientIp>', '<noted><clientIp>')],
  ['an element closed by another', whole.replace('<clientIp>', '<a><b></a></b><clientIp>')],
  ['text between the elements', whole.replace('<clientIp>', 'x<clientIp>')],
  ['an element named as what every object has', whole.replace('<clientIp>', '<hasOwnProperty/><clientIp>')],
  ['a list in a comment', whole.replace('<requestId>', '<!--').replace('<nextToken/>', '-->')],
  ['one element twice', whole.replace('<clientIp>', '<clientIp>10.1.1.1</clientIp><clientIp>')],
])('leaves %s to the SDK', (_title, xml) => {
  expect(readFast(bytesOf(xml))).toBeUndefined();
});

const prettyRow = [
  '        <item>',
  '            <clientIp>10.0.0.2</clientIp>',
  '            <clientIpv6Address/>',
  `            <clientVpnEndpointId>${endpoint.id}</clientVpnEndpointId>`,
  '            <commonName>tara.nguyen606@example.com</commonName>',
  '            <connectionEndTime>-</connectionEndTime>',
  '            <connectionEstablishedTime>2026-11-21 22:04:54</connectionEstablishedTime>',
  '            <connectionId>cvpn-connection-06f0903f4a532bc15</connectionId>',
  '            <egressBytes>523031544</egressBytes>',
  '            <egressPackets>1634473</egressPackets>',
  '            <ingressBytes>68641211</ingressBytes>',
  '            <ingressPackets>214503</ingressPackets>',
  '            <postureComplianceStatusSet/>',
  '            <status>',
  '                <code>active</code>',
  '                <message/>',
  '            </status>',
  '            <timestamp>2026-11-22 08:06:02</timestamp>',
  '            <username>tara.nguyen606@example.com</username>',
  '        </item>',
  '',
].join('\n');
const pretty = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<DescribeClientVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">',
  '    <connections>',
  `${prettyRow}${prettyRow.replace('06f0', '06f1')}    </connections>`,
  '    <nextToken/>',
  '    <requestId>7118204f</requestId>',
  '</DescribeClientVpnConnectionsResponse>',
  '',
].join('\n');
const withContext = (text: string) =>
  `<username>${text}</username><policyContext><a>1</a><set><item/><item n="1">x</item></set></policyContext>`;

test.each([
  ['pretty-printed, alphabetical, with empty elements', pretty],
  ['the same in one line', pretty.replaceAll(/\n */g, '')],
  ['the same with lines ended as on Windows', pretty.replaceAll('\n', '\r\n')],
  ['no declaration', pretty.replace(/^.*\n/, '')],
  [
    'unknown elements in elements',
    pretty.replaceAll(/<username>(.*)<\/username>/g, (_, name) => withContext(name)),
  ],
  ['an unknown element beside the list', pretty.replace('<nextToken/>', '<total>2</total><nextToken/>')],
  ['an empty status', pretty.replace(/<status>[\s\S]*?<\/status>/, '<status/>')],
  ['comments', pretty.replaceAll('<username>', '<!-- <username> --><username>')],
  ['a padded name', pretty.replace('<username>', '<username> ')],
  ['a name of verbatim text', pretty.replace('tara.nguyen', '<![CDATA[x]]>tara.nguyen')],
  ['an entity that XML does not define', pretty.replace('tara.nguyen', '&copy;tara.nguyen')],
  ['a character beyond four digits', pretty.replace('tara.nguyen', '&#x1F600;tara.nguyen')],
  ['a name with numbered characters', pretty.replace('tara.nguyen', 'Tara Nguy&#7877;n')],
])('reads %s by itself, as the SDK does', async (_title, xml) => {
  const fast = readFast(bytesOf(xml));

  expect(fast?.rows).toHaveLength(2);
  expect(fast).toEqual(await readBySdk(bytesOf(xml)));
});

test('an endpoint in EC2’s own layout is read without the SDK’s parser, page for page', async () => {
  const ec2 = await emulateAws({ connections: 2_500, ended: 100 });
  ec2.connect({ endpointId: endpoint.id, username: 'trailing space ' });
  const bytes = await rawPage(ec2.url, '');
  expect(Buffer.from(bytes).toString()).toMatch(
    /\n {12}<postureComplianceStatusSet\/>\n {12}<status>\n {16}<code>/,
  );

  let left = 0;
  let token = '';
  do {
    const fast = readFast(await rawPage(ec2.url, token));
    if (fast === undefined) left += 1;
    token = fast?.nextToken ?? '';
  } while (token !== '');

  expect(left).toBe(0);
});

test('the SDK’s parser parses several pages at once, each by itself', async () => {
  const tokens = Array.from({ length: 10 }, (_, at) => `page-${at}`);

  const parsed = await Promise.all(tokens.map((token) => sdk.connections(pageXml([], token))));

  expect(parsed.map(({ NextToken }) => NextToken)).toEqual(tokens);
});

test('a name with two spaces is found by the name with one', async () => {
  const spaced = row.replaceAll('tara.nguyen606@example.com', 'Tara  Nguyen').replace('06f0', '06f1');
  const bytes = pageXml([row, spaced, row.replace('06f0', '06f2')]);
  const reading = new PageReader(endpoint.id, false).read(bytes);
  const pages = reading === undefined ? [] : [reading.page];

  const snapshot = new PackedSnapshot(endpoint.id, pages, { asOf: new Date(), outdated: new Set() });

  expect(readFast(bytes)).toEqual(await readBySdk(bytes));
  const found = snapshot.select({ kind: 'names', names: ['tara nguyen'] }, 'live').slice();
  expect(found.map(({ username }) => username)).toEqual(['Tara  Nguyen']);
  expect(snapshot.select({ kind: 'text', text: 'a nguyen' }, 'live').length).toBe(1);
});

test('leaves ended rows out unless they are requested', () => {
  const ended = rowXml(
    { ...plainRow, connectionId: 'cvpn-connection-0e', connectionEndTime: '2026-11-22 08:00:00' },
    '<status><code>terminated</code></status>',
  );
  const bytes = pageXml([row, ended]);
  const countWith = (keepsEnded: boolean) => new PageReader(endpoint.id, keepsEnded).read(bytes)?.page.count;

  expect([countWith(false), countWith(true)]).toEqual([1, 2]);
});

test('a connection takes less than 250 bytes, so that 126,000 of them take less than 32 MB', async () => {
  const ec2 = await emulateAws({ connections: 1_000 });

  const page = new PageReader(endpoint.id, false).read(await rawPage(ec2.url, ''))?.page;

  const bytes = Object.values(page ?? {}).reduce(
    (sum: number, part) => sum + (ArrayBuffer.isView(part) ? part.buffer.byteLength : 0),
    0,
  );
  expect(page?.count).toBe(1_000);
  expect(page?.odd.size).toBe(0);
  expect(bytes / 1_000).toBeLessThan(250);
});

async function rawPage(url: string, token: string): Promise<Uint8Array<ArrayBuffer>> {
  const scope = 'AKIAIOSFODNN7EXAMPLE/20261122/eu-west-1/ec2/aws4_request';
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00` },
    body: new URLSearchParams({
      Action: 'DescribeClientVpnConnections',
      Version: '2016-11-15',
      ClientVpnEndpointId: endpoint.id,
      MaxResults: '1000',
      ...(token !== '' && { NextToken: token }),
    }),
  });
  return new Uint8Array(await response.arrayBuffer());
}
