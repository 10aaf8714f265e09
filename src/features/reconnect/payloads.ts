import { z } from 'zod';
import type { ExactWhom } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { isExact, parseWhom, textFromWhom } from '../../slack/block-kit/target-text.ts';

/** What Kick again and Block under a warning carry: a hint about the target, never a permission. */
export interface ReconnectButton {
  readonly whom: ExactWhom;
  /** The endpoint's name. */
  readonly on: string;
  readonly seenAt: Date;
}

const valueSchema = z.tuple([z.string(), z.string(), z.number()]);

export function valueFromReconnectButton({ whom, on, seenAt }: ReconnectButton): string {
  return JSON.stringify([textFromWhom(whom), on, seenAt.getTime()]);
}

export function parseReconnectButton(value: string): ReconnectButton | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  const whom = parsed.success ? parseWhom(parsed.data[0]) : undefined;
  if (!parsed.success || whom === undefined || !isExact(whom)) return undefined;

  return { whom, on: parsed.data[1], seenAt: new Date(parsed.data[2]) };
}
