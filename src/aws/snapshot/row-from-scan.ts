import type { ClientVpnConnection, ClientVpnConnectionStatusCode } from '@aws-sdk/client-ec2';
import { statusFromEc2 } from './connection-from-ec2.ts';
import { bytesOf, type Kind } from './packed-page.ts';
import { type Field, fieldNumbers, type ScannedRow, type Span } from './scanned-row.ts';
import { textFlags } from './xml-cursor.ts';

/**
 * Translates a scanned row into the SDK's shape.
 *
 * @returns Undefined when a text contains an entity that XML itself does not define.
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
    Status: { Code: parseCode(textOf(row.code)), Message: textOf(row.message) },
    PostureComplianceStatuses: row.posture?.map((span) => textOf(span) ?? ''),
  };
  return isClear ? read : undefined;
}

/**
 * Reads the status and posture of a scanned row; undefined when a text contains an entity that XML itself does not
 * define.
 */
export function kindFromScan(
  bytes: Uint8Array,
  { code, message, posture = [] }: ScannedRow,
): Kind | undefined {
  const texts = [code, message, ...posture].map((span) => (span === undefined ? '' : textFrom(bytes, span)));
  if (!texts.every((text) => text !== undefined)) return undefined;

  const [codeText, messageText, ...postureTexts] = texts;
  const status = statusFromEc2({ Code: parseCode(codeText), Message: messageText });
  return { status, posture: postureTexts };
}

/** Accepts any code: the SDK's type lists today's codes, but its parser lets others through as well. */
function parseCode(code: string | undefined): ClientVpnConnectionStatusCode | undefined {
  return code as ClientVpnConnectionStatusCode | undefined;
}

function spanOfField({ starts, ends, flags }: ScannedRow, name: Field): Span | undefined {
  const field = fieldNumbers[name];
  const start = starts[field] ?? -1;
  return start < 0 ? undefined : { start, end: ends[field] ?? start, flags: flags[field] ?? 0 };
}

/**
 * Returns the text as the SDK's parser would; undefined when it contains an entity that only that parser can interpret.
 */
function textFrom(bytes: Uint8Array, { start, end, flags }: Span): string | undefined {
  if (flags === textFlags.plain) return bytesOf(bytes).toString('latin1', start, end);

  const written = bytesOf(bytes).toString('utf8', start, end);
  const lines = (flags & textFlags.spaced) === 0 ? written : written.replaceAll(/\r\n?/g, '\n');
  const text = (flags & textFlags.escaped) === 0 ? lines : unescaped(lines);
  // The SDK treats white space with a line break as the layout of an element without content.
  return text?.trim() === '' && text.includes('\n') ? '' : text;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);
const anyEntity = /&[^;]*;?/g;
const numbered = /^&#(?:x([0-9a-fA-F]{1,4})|(\d{1,4}));$/;

/** Resolves entities. Numeric ones of more than four digits are left to the SDK, whose parser truncates them. */
function unescaped(text: string): string | undefined {
  let isKnown = true;
  const plain = text.replaceAll(anyEntity, (entity) => {
    const [, hex, decimal] = numbered.exec(entity) ?? [];
    const character = entities.get(entity);
    if (character !== undefined) return character;
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCharCode(Number(decimal));
    isKnown = false;
    return '';
  });
  return isKnown ? plain : undefined;
}
