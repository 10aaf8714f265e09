import { setImmediate } from 'node:timers/promises';
import { DescribeClientVpnConnectionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { isLive } from '../domain/connection.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import { mostPages, pageSize } from './connection-pages.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { PageBuffers } from './page-buffers.ts';
import { takingRawAnswer } from './raw-answer.ts';
import type { SdkParser } from './sdk-parser.ts';
import { connectionFromEc2 } from './snapshot/connection-from-ec2.ts';
import type { PackedPage } from './snapshot/packed-page.ts';
import { PagePacker } from './snapshot/page-packer.ts';
import { type PageRead, PageReader } from './snapshot/page-reader.ts';

/** What a scan of an endpoint's pages needs. */
export interface ScanParts {
  readonly client: EC2Client;
  readonly sdkParser: SdkParser;
  /** Time limit for each page in milliseconds. */
  readonly callMs: number;
}

export interface ScanRequest {
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
    if (tokens.has(token) || tokens.size >= mostPages) throw unintelligible('pages without end');
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
  { client, callMs }: ScanParts,
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
    await client.send(command, { abortSignal: AbortSignal.timeout(callMs) });
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
): Promise<PageRead> {
  const reading = reader.read(bytes);
  if (reading.kind === 'read') return reading;

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
