import type { ClientVpnConnection, ClientVpnConnectionStatusCode } from '@aws-sdk/client-ec2';
import { statusFromEc2 } from '../status-from-ec2.ts';
import { bytesOf, type Kind } from './packed-page.ts';
import { type Field, fieldNumbers, type ScannedRow, type Span } from './scanned-row.ts';
import { textFlags } from './xml-cursor.ts';

/**
 * Reads a scanned row into the shape that the SDK gives.
 *
 * @returns Undefined when a text holds an entity that XML itself does not define.
 */
export function rowFromScan(bytes: Uint8Array, row: ScannedRow): ClientVpnConnection | undefined {
  let isClear = true;
  const textOf = (span: Span | undefined): string | undefined => {
    if (span === undefined) return undefined;
    const text = textFrom(bytes, span);
    if (text === undefined) isClear = false;
    return text;
  };
  const field = (name: Field) => textOf(spanOfField(row, name));

  const read: ClientVpnConnection = {
    ClientVpnEndpointId: field('clientVpnEndpointId'),
    Timestamp: field('timestamp'),
    ConnectionId: field('connectionId'),
    Username: field('username'),
    ConnectionEstablishedTime: field('connectionEstablishedTime'),
    IngressBytes: field('ingressBytes'),
    EgressBytes: field('egressBytes'),
    IngressPackets: field('ingressPackets'),
    EgressPackets: field('egressPackets'),
    ClientIp: field('clientIp'),
    ClientIpv6Address: field('clientIpv6Address'),
    CommonName: field('commonName'),
    ConnectionEndTime: field('connectionEndTime'),
    Status: { Code: row.isActive ? 'active' : parseCode(textOf(row.code)), Message: textOf(row.message) },
    PostureComplianceStatuses: row.posture?.map((span) => textOf(span) ?? ''),
  };
  return isClear ? read : undefined;
}

/** Reads the status and posture of a scanned row; undefined as above. */
export function kindFromScan(
  bytes: Uint8Array,
  { isActive, code, message, posture = [] }: ScannedRow,
): Kind | undefined {
  const texts = [code, message, ...posture].map((span) => (span === undefined ? '' : textFrom(bytes, span)));
  if (!texts.every((text) => text !== undefined)) return undefined;

  const [codeText, messageText, ...postureTexts] = texts;
  const status = statusFromEc2({ Code: isActive ? 'active' : parseCode(codeText), Message: messageText });
  return { status, posture: postureTexts };
}

/** The SDK's type lists today's codes, and its parser lets any other through as well. */
function parseCode(code: string | undefined): ClientVpnConnectionStatusCode | undefined {
  return code as ClientVpnConnectionStatusCode | undefined;
}

function spanOfField({ starts, ends, flags }: ScannedRow, name: Field): Span | undefined {
  const field = fieldNumbers[name];
  const start = starts[field] ?? -1;
  return start < 0 ? undefined : { start, end: ends[field] ?? start, flags: flags[field] ?? 0 };
}

function textFrom(bytes: Uint8Array, { start, end, flags }: Span): string | undefined {
  if (flags === textFlags.plain) return bytesOf(bytes).toString('latin1', start, end);

  const text = bytesOf(bytes).toString('utf8', start, end);
  return (flags & textFlags.escaped) === 0 ? text : unescaped(text);
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);

/** Numbered characters are left to the SDK: its parser has its own mind about them. */
function unescaped(text: string): string | undefined {
  const isKnown = [...text.matchAll(/&[^;]*;?/g)].every(([entity]) => entities.has(entity));
  return isKnown ? text.replaceAll(/&[a-z]+;/g, (entity) => entities.get(entity) ?? entity) : undefined;
}
