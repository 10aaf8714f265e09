import { z } from 'zod';
import { type ConnectionId, parseConnectionId } from '../../domain/ids.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';

/** What a Terminate button carries: a hint about the target, never a permission. */
export interface SessionButton {
  readonly connection: ConnectionId;
  /** The endpoint's name. */
  readonly on: string;
  /** When the list was read. */
  readonly asOf: Date;
}

const valueSchema = z.tuple([z.string(), z.string(), z.number()]);

export function valueFromSessionButton({ connection, on, asOf }: SessionButton): string {
  return JSON.stringify([connection, on, asOf.getTime()]);
}

export function parseSessionButton(value: string): SessionButton | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  const connection = parsed.success ? parseConnectionId(parsed.data[0]) : undefined;
  if (!parsed.success || connection === undefined) return undefined;

  return { connection, on: parsed.data[1], asOf: new Date(parsed.data[2]) };
}
