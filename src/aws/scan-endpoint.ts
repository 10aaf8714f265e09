import { setImmediate } from 'node:timers/promises';
import { DescribeClientVpnConnectionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { isLive } from '../domain/connection.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import { maxPages, pageSize } from './connection-pages.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { PageReader } from './page-reader/page-reader.ts';
import type { SdkParser } from './sdk-parser.ts';
import { connectionFromEc2 } from './snapshot/connection-from-ec2.ts';
import type { PackedPage } from './snapshot/packed-page.ts';
import { PagePacker } from './snapshot/page-packer.ts';

/** What a scan of an endpoint's pages needs. */
interface ScanParts {
  readonly client: EC2Client;
  readonly sdkParser: SdkParser;
  /** Time limit for each page in milliseconds. */
  readonly callMs: number;
  /** Ends the scan. */
  readonly signal: AbortSignal;
}

interface ScanRequest {
  readonly endpointId: EndpointId;
  /** Whether connections that ended recently are included. */
  readonly keepsEnded: boolean;
}

/**
 * Reads every page of an endpoint. Each page's token is at its end, so the next page is requested while this one is
 * parsed. Each page is parsed in its own turn of the event loop, which delays acknowledgements by only half a
 * millisecond.
 *
 * @param onPage Called for each page, in order.
 * @throws {Failure} `aws_unintelligible` for any answer that might hide a connection; otherwise as AWS fails.
 */
export async function scanEndpoint(
  parts: ScanParts,
  ask: ScanRequest,
  onPage: (page: PackedPage) => void,
): Promise<void> {
  const tokens = new Set<string>();
  const buffers = new PageBuffers();
  const reader = new PageReader(ask.endpointId, ask.keepsEnded);
  const fetchNext = (token: string): Promise<Uint8Array<ArrayBuffer>> => {
    if (tokens.has(token) || tokens.size >= maxPages) throw unintelligible('pages without end');
    tokens.add(token);
    return fetchPage(parts, ask, token, buffers);
  };

  for (let coming = fetchNext(''); ; ) {
    const bytes = await coming;
    const early = tokenAtEnd(bytes);
    if (early !== undefined) {
      coming = fetchNext(early);
      // The next round awaits it; until then it must not count as an unhandled rejection.
      coming.catch(() => {});
      await setImmediate();
    }
    const { page, nextToken } = await readPage(parts, ask, reader, bytes);
    buffers.giveBack(bytes);
    if (early !== undefined && early !== nextToken) throw unintelligible('two different next pages');
    onPage(page);
    if (nextToken === '') return;
    if (early === undefined) coming = fetchNext(nextToken);
  }
}

async function fetchPage(
  { client, callMs, signal }: ScanParts,
  { endpointId }: ScanRequest,
  token: string,
  buffers: PageBuffers,
): Promise<Uint8Array<ArrayBuffer>> {
  const command = new DescribeClientVpnConnectionsCommand({
    ClientVpnEndpointId: endpointId,
    MaxResults: pageSize,
    ...(token !== '' && { NextToken: token }),
  });
  const taken = takingRawAnswer(command, buffers);
  try {
    await client.send(command, { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(callMs)]) });
  } catch (thrown) {
    throw failureFromAws(thrown, 'read');
  }
  const bytes = taken();
  if (bytes === undefined) throw unintelligible('an answer without a body');
  return bytes;
}

const tailLength = 4_096;
const lastToken =
  /<nextToken>([^<>&\s]+)<\/nextToken>\s*(?:<requestId>[^<]*<\/requestId>\s*)?<\/DescribeClientVpnConnectionsResponse>\s*$/;

/** Returns the next page's token if only the request id follows it. Parsing the page later verifies it. */
function tokenAtEnd(bytes: Uint8Array): string | undefined {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-tailLength);
  return lastToken.exec(tail.toString('latin1'))?.[1];
}

async function readPage(
  { sdkParser }: ScanParts,
  { endpointId, keepsEnded }: ScanRequest,
  reader: PageReader,
  bytes: Uint8Array,
): Promise<NonNullable<ReturnType<PageReader['read']>>> {
  const read = reader.read(bytes);
  if (read !== undefined) return read;

  const parsed = await sdkParser.connections(bytes).catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  // A proxy's HTML page is parsed as an answer without this list; an endpoint without connections has an empty one.
  if (parsed.Connections === undefined) throw unintelligible('an answer without a list of connections');
  const packer = new PagePacker();
  for (const row of parsed.Connections) {
    const connection = connectionFromEc2(row, endpointId);
    if (connection === undefined) throw unintelligible(`the connection "${row.ConnectionId}"`);
    if (keepsEnded || isLive(connection)) packer.add(connection);
  }
  return { page: packer.take(), nextToken: parsed.NextToken ?? '' };
}

function unintelligible(what: string): Failure {
  return new Failure('aws_unintelligible', `DescribeClientVpnConnections gave ${what}`);
}

/** Replaces the bytes that were taken: the SDK reads it as an empty answer. */
const nothing = Buffer.from('<Response/>');
const success = 200;

/**
 * Takes the bytes of a command's successful answer before the SDK parses them. The SDK still does everything else:
 * signing, credentials, retries, time limits, and errors.
 *
 * @returns The bytes, once the command was sent; undefined when none arrived.
 */
function takingRawAnswer(
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

/** Memory for the bytes of pages, reused from page to page: a scan of 80 MB needs only a few buffers. */
class PageBuffers {
  readonly #spare: ArrayBuffer[] = [];

  /** Returns memory of this many bytes with arbitrary content. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    if (spare !== undefined && spare.byteLength >= length) return new Uint8Array(spare, 0, length);

    // Pages of one endpoint are of similar length, so a slightly larger buffer fits most of them.
    const { buffer } = Buffer.allocUnsafeSlow(Math.ceil(length * 1.1));
    return new Uint8Array(buffer, 0, length);
  }

  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#spare.push(buffer);
  }
}
