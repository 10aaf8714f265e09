import { z } from 'zod';
import type { BlockKey } from '../../core/block.ts';
import { parseCorrelation, parseEndpointId } from '../../core/ids.ts';
import { parseJson } from './parse-json.ts';

const valueSchema = z.tuple([z.string().min(1), z.string(), z.string()]);

/** What a Lift button says when it is pressed: a hint of which block is meant, never a right to lift it. */
export function valueFromBlockKey({ name, endpoint, correlation }: BlockKey): string {
  return JSON.stringify([name, endpoint ?? '', correlation]);
}

export function parseBlockKey(value: string): BlockKey | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  if (!parsed.success) return undefined;

  const [name, endpointText, correlationText] = parsed.data;
  const endpoint = parseEndpointId(endpointText);
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined || (endpointText !== '' && endpoint === undefined)) return undefined;
  return { name, endpoint, correlation };
}
