import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type KickProgress, kickProgress } from './kick-progress.ts';

/**
 * A kick's endpoints may be worked on by several, and all show the same message: it must not end with what one of them
 * knew before the others had recorded more. So whoever shows it reads the record once more afterwards, until nothing
 * has come.
 *
 * @param own The endpoint of which the board knows more than the record.
 */
export async function catchUp(
  { log, rules }: Pick<AppContext, 'log' | 'rules'>,
  correlation: Correlation,
  board: KickProgress,
  own: string | undefined,
): Promise<void> {
  for (let shown = -1; ; ) {
    const entries = await log.ofRequest(correlation);
    if (entries.length === shown) return;

    shown = entries.length;
    const { parts, missing } = kickFromEntries(entries, rules.endpoints) ?? board.kick();
    for (const part of parts) if (part.endpoint.id !== own) board.changed(part);
    const known = board.kick().missing.map(({ endpoint }) => endpoint.id);
    board.left(
      [],
      missing.filter(({ endpoint }) => !known.includes(endpoint.id)),
    );
    await board.shown();
  }
}

/**
 * Another has gone on with what was shown here last: what the record says takes its place. It never throws.
 *
 * @param board The one that showed it; without it, one that knows what the record says.
 */
export async function showAsRecorded(
  app: AppContext,
  correlation: Correlation,
  board?: KickProgress,
): Promise<void> {
  try {
    const kick = kickFromEntries(await app.log.ofRequest(correlation), app.rules.endpoints);
    if (kick === undefined) return;
    await catchUp(app, correlation, board ?? kickProgress(app.announcer, kick), undefined);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'show as recorded', correlation);
  }
}
