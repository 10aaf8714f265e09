import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type KickProgress, kickProgress } from './kick-progress.ts';

/**
 * Updates a kick's message from the audit log until no new entries arrive. Several processes may work on the endpoints
 * of one kick, and all of them update the same message. Its last update must not come from a process that has not seen
 * the entries of the others.
 *
 * @param own The endpoint for which `progress` is more recent than the audit log.
 */
export async function catchUp(
  { log, rules }: Pick<AppContext, 'log' | 'rules'>,
  correlation: Correlation,
  progress: KickProgress,
  own: string | undefined,
): Promise<void> {
  for (let shown = -1; ; ) {
    const entries = await log.ofRequest(correlation);
    if (entries.length === shown) return;

    shown = entries.length;
    const { parts, missing } = kickFromEntries(entries, rules.endpoints) ?? progress.kick();
    for (const part of parts) if (part.endpoint.id !== own) progress.changed(part);
    const known = progress.kick().missing.map(({ endpoint }) => endpoint.id);
    progress.left(
      [],
      missing.filter(({ endpoint }) => !known.includes(endpoint.id)),
    );
    await progress.shown();
  }
}

/**
 * Shows a kick as the audit log has it, after another process has taken it over. It never throws.
 *
 * @param progress The progress that was shown here last; if omitted, a new one is read from the audit log.
 */
export async function showAsRecorded(
  app: AppContext,
  correlation: Correlation,
  progress?: KickProgress,
): Promise<void> {
  try {
    const kick = kickFromEntries(await app.log.ofRequest(correlation), app.rules.endpoints);
    if (kick === undefined) return;
    await catchUp(app, correlation, progress ?? kickProgress(app.announcer, kick), undefined);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'show as recorded', correlation);
  }
}
