import * as z from 'zod';
import type { ConnectionRecord, Device, Ending } from '../domain/connection-record.ts';
import { parseConnectionId, parseCorrelation, parseEndpointId } from '../domain/ids.ts';

/** A record of the connection history as the fields of a row or an item. Counters can exceed what a number holds. */
export interface StoredConnection {
  readonly endpoint: string;
  readonly connection: string;
  readonly username: string | null;
  readonly common_name: string | null;
  readonly started_ms: number;
  readonly last_seen_ms: number;
  readonly ended_ms: number | null;
  readonly ended_before_ms: number | null;
  readonly bytes_sent: string | null;
  readonly bytes_received: string | null;
  readonly client_ip: string | null;
  readonly public_ip: string | null;
  /** JSON. */
  readonly device: string | null;
  /** JSON. */
  readonly ending: string | null;
}

/**
 * How many of an endpoint's first observations say since when it is known. An observation reaches back at most an hour,
 * and there are at most twelve in an hour, so that no later one reaches back further.
 */
export const firstObservations = 50;

export function fieldsFromRecord(record: ConnectionRecord): StoredConnection {
  const { traffic, device, ending } = record;
  return {
    endpoint: record.endpointId,
    connection: record.id,
    username: record.username ?? null,
    common_name: record.commonName ?? null,
    started_ms: record.startedAt.getTime(),
    last_seen_ms: record.lastSeenAt.getTime(),
    ended_ms: record.endedAt?.getTime() ?? null,
    ended_before_ms: record.endedBefore?.getTime() ?? null,
    bytes_sent: traffic?.bytesSent.toString() ?? null,
    bytes_received: traffic?.bytesReceived.toString() ?? null,
    client_ip: record.clientIp ?? null,
    public_ip: record.publicIp ?? null,
    device: device === undefined ? null : JSON.stringify(device),
    ending: ending === undefined ? null : JSON.stringify(ending),
  };
}

/** Says whether two records would be stored alike. */
export function isStoredAlike(one: ConnectionRecord, other: ConnectionRecord): boolean {
  return JSON.stringify(fieldsFromRecord(one)) === JSON.stringify(fieldsFromRecord(other));
}

/**
 * Reads a stored record.
 *
 * @returns Undefined for fields that no version of Bouncer wrote. A detail that a later version wrote is left out.
 */
export function recordFromFields(fields: Readonly<Record<string, unknown>>): ConnectionRecord | undefined {
  const endpointId = parseEndpointId(textOf(fields.endpoint) ?? '');
  const id = parseConnectionId(textOf(fields.connection) ?? '');
  const startedAt = dateOf(fields.started_ms);
  const lastSeenAt = dateOf(fields.last_seen_ms);
  const endedBefore = dateOf(fields.ended_before_ms);
  if (endpointId === undefined || id === undefined || startedAt === undefined || lastSeenAt === undefined)
    return undefined;

  return {
    endpointId,
    id,
    username: textOf(fields.username),
    commonName: textOf(fields.common_name),
    startedAt,
    lastSeenAt,
    endedAt: dateOf(fields.ended_ms),
    ...(endedBefore !== undefined && { endedBefore }),
    traffic: trafficOf(fields.bytes_sent, fields.bytes_received),
    clientIp: textOf(fields.client_ip),
    publicIp: textOf(fields.public_ip),
    device: jsonAs(deviceSchema, fields.device),
    ending: jsonAs(endingSchema, fields.ending),
  };
}

const deviceSchema = z.object({
  platform: z.string(),
  platformVersion: z.string().exactOptional(),
  clientVersion: z.string().exactOptional(),
}) satisfies z.ZodType<Device>;

const endingSchema = z.union([
  z
    .object({
      kind: z.literal('terminated'),
      by: z.object({ id: z.string(), name: z.string(), team: z.string() }),
      reason: z.string().optional(),
      correlation: z.string().transform((text, context) => {
        const correlation = parseCorrelation(text);
        if (correlation !== undefined) return correlation;
        context.addIssue('not a correlation');
        return z.NEVER;
      }),
      channel: z.string().optional(),
    })
    .transform(({ reason, channel, ...rest }) => ({ ...rest, reason, channel })),
  z.object({ kind: z.literal('logged'), text: z.string() }),
]) satisfies z.ZodType<Ending>;

function jsonAs<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return schema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function dateOf(value: unknown): Date | undefined {
  return typeof value === 'number' ? new Date(value) : undefined;
}

function trafficOf(sent: unknown, received: unknown): ConnectionRecord['traffic'] {
  const isCount = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);
  if (!isCount(sent) || !isCount(received)) return undefined;
  return { bytesSent: BigInt(sent), bytesReceived: BigInt(received) };
}
