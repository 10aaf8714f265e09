import { z } from 'zod';
import { parseConnectionId, parseCorrelation, parseEndpointId } from '../domain/ids.ts';
import type { Job } from '../ports/job-queue.ts';

export const correlationSchema = idSchema(parseCorrelation);
export const endpointSchema = idSchema(parseEndpointId);
export const connectionSchema = idSchema(parseConnectionId);

/** Parses a job's payload; undefined if another version of Bouncer enqueued it in a format that this one cannot read. */
export function parsePayload<T>(schema: z.ZodType<T>, { payload }: Pick<Job, 'payload'>): T | undefined {
  return schema.safeParse(JSON.parse(payload)).data;
}

function idSchema<Id extends string>(parse: (text: string) => Id | undefined): z.ZodType<Id> {
  return z.custom<Id>((value) => typeof value === 'string' && parse(value) !== undefined);
}
