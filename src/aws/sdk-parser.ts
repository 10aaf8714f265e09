import { Readable } from 'node:stream';
import {
  DescribeClientVpnConnectionsCommand,
  type DescribeClientVpnConnectionsCommandOutput,
  EC2Client,
} from '@aws-sdk/client-ec2';

/**
 * The SDK's own parser, applied to bytes already received: a client that sends nothing and reads the given bytes as the
 * answer. It is slow, but correct for everything that EC2 may write.
 */
export class SdkParser {
  #bytes: Uint8Array = Buffer.alloc(0);
  readonly #client = new EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => ({
        response: { statusCode: 200, headers: {}, body: Readable.from([this.#bytes]) },
      }),
    },
  });

  /** Parses one page. Pages must be parsed one at a time. @throws Any error of the SDK about such bytes. */
  connections(bytes: Uint8Array): Promise<DescribeClientVpnConnectionsCommandOutput> {
    this.#bytes = bytes;
    return this.#client.send(new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: '' }));
  }
}
