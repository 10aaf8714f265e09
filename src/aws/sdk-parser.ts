import { Readable } from 'node:stream';
import {
  DescribeClientVpnConnectionsCommand,
  type DescribeClientVpnConnectionsCommandOutput,
  EC2Client,
} from '@aws-sdk/client-ec2';

/**
 * The SDK's own parser, applied to bytes already received. It is slow, but correct for everything that EC2 may write.
 * Its client sends nothing: each command carries the bytes that answer it, so any number of pages can be parsed at once.
 */
export class SdkParser {
  readonly #client = new EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
    requestHandler: {
      handle: () => Promise.reject(new Error('the parser of received bytes sends nothing')),
    },
  });

  /** Parses one page. @throws Any error of the SDK about such bytes. */
  connections(bytes: Uint8Array): Promise<DescribeClientVpnConnectionsCommandOutput> {
    const command = new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: '' });
    command.middlewareStack.add(
      () => async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([bytes]) } }),
      // Runs in the place of the network, below the SDK's parser.
      { step: 'deserialize', priority: 'low', name: 'bouncerReceivedBytes' },
    );
    return this.#client.send(command);
  }
}
