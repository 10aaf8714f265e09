import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Whoever waited for the list has it by then. */
const afterMs = 1_000;

let collect: NodeJS.GCFunction | undefined;
let waiting: NodeJS.Timeout | undefined;

/**
 * Has the memory of replaced snapshots given back soon. V8 judges by its own small objects whether it is worth while,
 * and would let three or four of them lie, at 20 MB each.
 */
export function collectGarbageSoon(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    collect ??= collector();
    // A promise that only ever resolves, and that nobody has to wait for.
    void collect({ type: 'major', execution: 'async' });
  }, afterMs).unref();
}

/** V8 shows its collector to contexts that are made after this flag was set: ours stays as it is. */
function collector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
