import type { DescribeClientVpnConnectionsCommand } from '@aws-sdk/client-ec2';
import type { PageBuffers } from './page-buffers.ts';

/** Replaces the bytes that were taken: the SDK reads it as an empty answer. */
const nothing = Buffer.from('<Response/>');
const success = 200;

/**
 * Takes the bytes of a command's successful answer before the SDK parses them. The SDK still does everything else:
 * signing, credentials, retries, time limits, and errors.
 *
 * @returns The bytes, once the command was sent; undefined when none arrived.
 */
export function takingRawAnswer(
  command: DescribeClientVpnConnectionsCommand,
  buffers: PageBuffers,
): () => Uint8Array<ArrayBuffer> | undefined {
  let taken: Uint8Array<ArrayBuffer> | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = parseResponse(result.response);
      if (response === undefined || response.statusCode !== success) return result;

      taken = await allOf(response.body, buffers);
      return { ...result, response: Object.assign(response, { body: nothing }) };
    },
    // Runs closer to the network than the SDK's parser.
    { step: 'deserialize', priority: 'low', name: 'bouncerRawAnswer' },
  );
  return () => taken;
}

interface Response {
  readonly statusCode: number;
  readonly body: AsyncIterable<Uint8Array>;
}

function parseResponse(response: unknown): Response | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  if (!('statusCode' in response) || !('body' in response)) return undefined;

  const { statusCode, body } = response;
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
  return typeof statusCode === 'number' && isStream ? (response as Response) : undefined;
}

/** Returns the bytes in one piece, as the page reader needs them. */
async function allOf(
  stream: AsyncIterable<Uint8Array>,
  buffers: PageBuffers,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
  }

  const all = buffers.take(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
    giveUp(chunk);
  }
  return all;
}

/**
 * Frees a chunk's memory at once. Garbage collection considers small objects and not the memory that they hold; until
 * it runs, a scan's 1,400 chunks would occupy 80 MB.
 */
function giveUp({ buffer, byteLength }: Uint8Array): void {
  // A chunk that is part of a larger buffer is shared with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
