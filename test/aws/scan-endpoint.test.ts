import { Readable } from 'node:stream';
import { EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { scanEndpoint } from '../../src/aws/scan-endpoint.ts';
import { SdkParser } from '../../src/aws/sdk-parser.ts';
import { unpack } from '../../src/aws/snapshot/packed-page.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import { endpoint, endpointOf } from './emulated-aws.ts';
import { pageXml, plainRow, rowXml } from './snapshot/a-page.ts';

const other = endpointOf('cvpn-endpoint-0fedcba9876543210', { name: 'lab' });

/** A client that receives this page. */
function clientReceiving(page: Uint8Array): EC2Client {
  return new EC2Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: {
      handle: async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([page]) } }),
    },
  });
}

it('reads two endpoints at once, each from its own page, when the SDK’s parser has to parse both', async () => {
  const sdkParser = new SdkParser();
  const withAttribute = rowXml(plainRow).replace('<item>', '<item n="1">');
  const scan = async ({ id }: Endpoint, page: Uint8Array) => {
    const ids: string[] = [];
    const { signal } = new AbortController();
    const parts = { client: clientReceiving(page), sdkParser, callMs: 10_000, signal };
    await scanEndpoint(parts, { endpointId: id, keepsEnded: false }, (packed) => {
      for (let row = 0; row < packed.count; row++) ids.push(unpack(packed, row, id).id);
    });
    return ids;
  };

  const [connected, empty] = await Promise.all([
    scan(endpoint, pageXml([withAttribute])),
    scan(other, pageXml([])),
  ]);

  expect(connected).toEqual([plainRow.connectionId]);
  expect(empty).toEqual([]);
});
