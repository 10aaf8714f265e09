import { claimAt } from '../contract/a-claim.ts';
import { openPlace } from './open-place.ts';

/** Reaches for as many connections as it is told, for one request, and writes which it got. */
const [place = '', by = '', count = '0', correlation = 'abcd-1234'] = process.argv.slice(2);
const { locks } = await openPlace(JSON.parse(place));

for (let n = 0; n < Number(count); n += 1) {
  const standing = await locks.acquire(claimAt(0, { by, correlation, connection: `${n}` }));
  if (standing === undefined) process.stdout.write(`${n}\n`);
}
