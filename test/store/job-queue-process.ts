import { leaseAt } from '../contract/a-job.ts';
import { openPlace } from './open-place.ts';

/** Claims jobs at this second after noon, writes the key of each, and completes it unless it is to keep the lease. */
const [place = '', second = '0', manner = 'finish'] = process.argv.slice(2);
const { jobs } = await openPlace(JSON.parse(place));

for (;;) {
  const lease = await jobs.claim(leaseAt(Number(second)));
  if (lease === undefined) break;
  process.stdout.write(`${lease.job.key}\n`);
  if (manner === 'hold') await new Promise(() => setInterval(() => undefined, 1_000));
  await jobs.complete(lease);
}
