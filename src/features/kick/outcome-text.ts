import type { KickCounts } from '../../domain/kick.ts';
import { elapsedText } from '../../domain/moment.ts';
import { counted } from '../../slack/block-kit/quantities.ts';

/** The phrase for each count, the most important first. */
const phrases = [
  ['terminated', 'terminated'],
  ['alreadyEnded', 'had already ended'],
  ['notTerminated', 'not terminated'],
  ['unconfirmed', 'couldn’t be confirmed as terminated'],
  ['skipped', 'skipped'],
  ['takenByOthers', 'already being terminated by another kick'],
  ['terminating', 'being terminated'],
  ['waiting', 'queued'],
] as const satisfies readonly (readonly [keyof KickCounts, string])[];

/**
 * Describes a kick's outcome and counts each connection once: `40 connections terminated · 1 had already ended`. The
 * kick's message, the audit message and the page of the audit log all use these words.
 */
export function outcomeText(counts: Omit<KickCounts, 'total'>): string {
  const mentioned = phrases.filter(([figure]) => counts[figure] > 0);
  if (mentioned.length === 0) return 'No connections terminated';

  return mentioned
    .map(([figure, phrase], place) => {
      const count = counts[figure];
      return `${place === 0 ? counted(count, 'connection') : count.toLocaleString('en')} ${phrase}`;
    })
    .join(' · ');
}

/** Describes how long the confirmation took, from the audit log alone, so that all messages agree with it. */
export function confirmedText(afterMs: number | undefined): string {
  return afterMs === undefined ? '' : `, confirmed after ${elapsedText(afterMs)}`;
}
