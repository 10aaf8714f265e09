import { z } from 'zod';
import type { Head } from '../domain/audit-chain.ts';

const headSchema = z.object({ seq: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Reads the number and the hash from a stored entry's JSON text. */
export function parseHead(text: string): Head | undefined {
  try {
    return headSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
