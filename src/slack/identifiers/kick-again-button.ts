import { z } from 'zod';
import type { ExactWhom } from '../../core/whom.ts';
import { parseJson } from './parse-json.ts';
import { isExact, parseWhom, textFromWhom } from './whom-text.ts';

/** What a Kick again button says when it is pressed: a hint of what is meant, never a right to it. */
export interface KickAgainButton {
  readonly whom: ExactWhom;
  /** The endpoint's name. */
  readonly on: string;
  readonly seenAt: Date;
}

const valueSchema = z.tuple([z.string(), z.string(), z.number()]);

export function valueFromKickAgainButton({ whom, on, seenAt }: KickAgainButton): string {
  return JSON.stringify([textFromWhom(whom), on, seenAt.getTime()]);
}

export function parseKickAgainButton(value: string): KickAgainButton | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  const whom = parsed.success ? parseWhom(parsed.data[0]) : undefined;
  if (!parsed.success || whom === undefined || !isExact(whom)) return undefined;

  return { whom, on: parsed.data[1], seenAt: new Date(parsed.data[2]) };
}
