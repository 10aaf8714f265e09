import { parseXML } from '@aws-sdk/xml-builder';
import * as z from 'zod';
import type { ConnectionRow } from '../snapshot/connection-from-ec2.ts';

const text = z.string().optional();
/** The SDK takes text beside elements for the content of the whole element. */
export const noTextBeside = { '#text': z.undefined().optional() };
const rowSchema = z.object({
  ...noTextBeside,
  clientVpnEndpointId: text,
  timestamp: text,
  connectionId: text,
  username: text,
  connectionEstablishedTime: text,
  ingressBytes: text,
  egressBytes: text,
  ingressPackets: text,
  egressPackets: text,
  clientIp: text,
  clientIpv6Address: text,
  commonName: text,
  connectionEndTime: text,
  status: z.union([z.literal(''), z.object({ ...noTextBeside, code: text, message: text })]).optional(),
  postureComplianceStatusSet: z
    .union([
      z.literal(''),
      z.object({ ...noTextBeside, item: z.union([z.string(), z.array(z.string())]).default([]) }),
    ])
    .optional(),
});

/** The texts of a row by the names of their elements. */
export type RowTexts = z.infer<typeof rowSchema>;

/** A row has one closing tag for itself and one for each of its posture statuses. */
const maxEnds = 16;
const rowStart = /^\s*<item>/;

/**
 * Parses the row that begins at a position, with the white space before it.
 *
 * @returns Undefined when there is none, or only the SDK itself can say what it means.
 */
export function parseRow(
  page: Buffer,
  from: number,
): { readonly end: number; readonly texts: RowTexts } | undefined {
  if (!rowStart.test(page.toString('latin1', from, from + 64))) return undefined;

  let end = from;
  for (let tried = 0; tried < maxEnds; tried++) {
    const tag = page.indexOf('</item', end);
    end = page.indexOf('>', tag) + 1;
    if (tag < 0 || end === 0) return undefined;
    const parsed = parsedXml(`<list>${page.toString('utf8', from, end)}</list>`);
    if (parsed !== undefined) {
      const texts = listSchema.safeParse(parsed).data?.list.item;
      return texts && { end, texts };
    }
  }
  return undefined;
}

const listSchema = z.object({ list: z.object({ ...noTextBeside, item: rowSchema }) });

/** The SDK fails over elements with such a name, since it turns every element into a property of an object. */
const inheritedName = new RegExp(`<(?:${Object.getOwnPropertyNames(Object.prototype).join('|')})`);

/** Parses XML as the SDK does; undefined for XML that is not well-formed, such as a part of a row. */
export function parsedXml(xml: string): unknown {
  if (inheritedName.test(xml)) return undefined;
  try {
    return parseXML(xml);
  } catch {
    return undefined;
  }
}

/** Translates a row into the SDK's shape. */
export function rowFromXml({
  status,
  postureComplianceStatusSet: posture,
  ...texts
}: RowTexts): ConnectionRow {
  return {
    ClientVpnEndpointId: texts.clientVpnEndpointId,
    Timestamp: texts.timestamp,
    ConnectionId: texts.connectionId,
    Username: texts.username,
    ConnectionEstablishedTime: texts.connectionEstablishedTime,
    IngressBytes: texts.ingressBytes,
    EgressBytes: texts.egressBytes,
    IngressPackets: texts.ingressPackets,
    EgressPackets: texts.egressPackets,
    ClientIp: texts.clientIp,
    ClientIpv6Address: texts.clientIpv6Address,
    CommonName: texts.commonName,
    ConnectionEndTime: texts.connectionEndTime,
    Status: status ? { Code: status.code, Message: status.message } : undefined,
    PostureComplianceStatuses: posture ? [posture.item].flat() : undefined,
  };
}
