import { DescribeClientVpnConnectionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { isLive } from '../core/connection.ts';
import { Failure } from '../core/failure.ts';
import type { EndpointId } from '../core/ids.ts';
import { connectionFromEc2 } from './connection-from-ec2.ts';
import { mostPages, pageSize } from './connection-pages.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { PageBuffers } from './page-buffers.ts';
import { takingRawAnswer } from './raw-answer.ts';
import type { SdkParser } from './sdk-parser.ts';
import type { PackedPage } from './snapshot/packed-page.ts';
import { PagePacker } from './snapshot/page-packer.ts';
import type { PagePacking } from './snapshot/page-packing.ts';

/** What one sweep through an endpoint's pages needs. */
export interface SweepParts {
  readonly client: EC2Client;
  readonly packing: PagePacking;
  readonly sdkParser: SdkParser;
  /** Milliseconds that AWS is given for each page. */
  readonly callMs: number;
}

export interface SweepAsk {
  readonly endpointId: EndpointId;
  /** Whether connections that ended lately are wanted too. */
  readonly keepsEnded: boolean;
}

/** Pages that are being packed while the next ones are fetched; more would only fill the memory. */
const mostAhead = 3;

/**
 * Reads every page of an endpoint. Each page's token stands at its end, so that the next page is on its way while
 * this one is read.
 *
 * @param onPage Told of each page, in order.
 * @throws {Failure} `aws_unintelligible` for any answer that might hide a connection; else as AWS fails.
 */
export async function sweep(
  parts: SweepParts,
  ask: SweepAsk,
  onPage: (page: PackedPage) => void,
): Promise<void> {
  const tokens = new Set<string>();
  const buffers = new PageBuffers();
  const ahead: Promise<string>[] = [];
  for (let token = ''; ; ) {
    const bytes = await fetchPage(parts, ask, token, buffers);
    const early = tokenAtEnd(bytes);
    const read = readPage(parts, ask, bytes, { number: tokens.size, buffers }).then(({ page, nextToken }) => {
      if (early !== undefined && early !== nextToken) throw unintelligible('two different next pages');
      onPage(page);
      return nextToken;
    });
    // It is waited for below; until then it must not count as a failure that nobody handles.
    read.catch(() => {});
    ahead.push(read);
    if (ahead.length > mostAhead) await ahead.shift();
    token = early ?? (await read);
    if (token === '') break;

    if (tokens.has(token) || tokens.size >= mostPages) throw unintelligible('pages without end');
    tokens.add(token);
  }
  await Promise.all(ahead);
}

async function fetchPage(
  { client, callMs }: SweepParts,
  { endpointId }: SweepAsk,
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
const lastToken = /<nextToken>([^<>&\s]+)<\/nextToken>\s*<\/DescribeClientVpnConnectionsResponse>\s*$/;

/** The token of the next page, where it stands at the very end; whoever reads the page finds out whether it is right. */
function tokenAtEnd(bytes: Uint8Array): string | undefined {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-tailLength);
  return lastToken.exec(tail.toString('latin1'))?.[1];
}

interface Page {
  readonly page: PackedPage;
  readonly nextToken: string;
}

async function readPage(
  { packing, sdkParser }: SweepParts,
  { endpointId, keepsEnded }: SweepAsk,
  bytes: Uint8Array<ArrayBuffer>,
  { number, buffers }: { readonly number: number; readonly buffers: PageBuffers },
): Promise<Page> {
  const answer = await packing.pack({ number, endpointId, keepsEnded, bytes });
  if (answer.kind === 'packed') {
    buffers.giveBack(answer.bytes);
    return answer;
  }

  const parsed = await sdkParser.connections(answer.bytes).catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  // A proxy's page of HTML reads as an answer without this list; an endpoint without connections has an empty one.
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
