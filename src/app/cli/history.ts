import type { Environment } from '../../config/environment.ts';
import { loadStoreSettings } from '../../config/load-config.ts';
import { openHistory } from '../open-store.ts';
import { systemClock } from '../system-clock.ts';
import { say } from './print.ts';

/**
 * Removes the connection history of a person, under each of the given names and in every spelling. The result is printed
 * to stderr. Bouncer may be running at the same time.
 *
 * @returns The exit code.
 * @throws {Failure} `history_unavailable`
 */
export async function historyForget(environment: Environment, names: readonly string[]): Promise<number> {
  const shown = names.map((name) => JSON.stringify(name)).join(' or ');
  const opened = await openHistory(loadStoreSettings(environment), systemClock);
  if (opened === undefined) return say(0, 'There is no connection history yet.');

  try {
    const removed = await opened.history.forget(names);
    return say(
      0,
      removed === 0 ? `The history has no connections of ${shown}.` : removedText(removed, shown),
    );
  } finally {
    opened.close();
  }
}

function removedText(removed: number, names: string): string {
  return [
    `Removed ${removed} ${removed === 1 ? 'connection' : 'connections'} of ${names} from the history.`,
    'The audit log is unchanged: it still shows what was done to them, and by whom.',
    'If Bouncer is running, it adds connections again that are active, or ended in the last 60 minutes. To remove these too, repeat the command later.',
  ].join('\n');
}
