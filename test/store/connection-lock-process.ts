import { aLockAt } from '../contract/a-connection-lock.ts';
import { openPlace } from './open-place.ts';

/** Locks this many connections for one request, and writes those that it got. */
const [place = '', by = '', count = '0', correlation = 'abcd-1234'] = process.argv.slice(2);
const { locks } = await openPlace(JSON.parse(place));

for (let n = 0; n < Number(count); n += 1) {
  const existing = await locks.acquire(aLockAt(0, { by, correlation, connection: `${n}` }));
  if (existing === undefined) process.stdout.write(`${n}\n`);
}
