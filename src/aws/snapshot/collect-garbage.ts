import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** By then the people who waited for the list have received it. */
const afterMs = 1_000;

let collect: NodeJS.GCFunction | undefined;
let waiting: NodeJS.Timeout | undefined;

/**
 * Frees the memory of replaced snapshots soon. V8 considers only its own small objects when it schedules a collection,
 * and would leave three or four snapshots of 20 MB each in memory.
 */
export function collectGarbageSoon(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    collect ??= collector();
    // This promise never rejects, and nobody needs to wait for it.
    void collect({ type: 'major', execution: 'async' });
  }, afterMs).unref();
}

/** V8 exposes its collector only to contexts created after this flag is set; the current context does not change. */
function collector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
