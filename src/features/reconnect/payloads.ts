import * as z from 'zod';
import type { ExactTargetRef } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { isExact, parseTargetRef, textFromTargetRef } from '../../slack/block-kit/payload-schemas.ts';

/** What Kick again and Block under a warning carry: a hint about the target, never a permission. */
export interface ReconnectButton {
  readonly targetRef: ExactTargetRef;
  /** The endpoint's name. */
  readonly on: string;
  readonly seenAt: Date;
}

const valueSchema = z.tuple([z.string(), z.string(), z.number()]);

export function valueFromReconnectButton({ targetRef, on, seenAt }: ReconnectButton): string {
  return JSON.stringify([textFromTargetRef(targetRef), on, seenAt.getTime()]);
}

export function parseReconnectButton(value: string): ReconnectButton | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  const targetRef = parsed.success ? parseTargetRef(parsed.data[0]) : undefined;
  if (!parsed.success || targetRef === undefined || !isExact(targetRef)) return undefined;

  return { targetRef, on: parsed.data[1], seenAt: new Date(parsed.data[2]) };
}
