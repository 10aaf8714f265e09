import { leaseAt } from '../contract/a-task.ts';
import { openPlace } from './open-place.ts';

/** Takes jobs as if it were the given second after noon, writes the key of each, and finishes it unless told to hold. */
const [place = '', second = '0', manner = 'finish'] = process.argv.slice(2);
const { jobs } = await openPlace(JSON.parse(place));

for (;;) {
  const hold = await jobs.claim(leaseAt(Number(second)));
  if (hold === undefined) break;
  process.stdout.write(`${hold.job.key}\n`);
  if (manner === 'hold') await new Promise(() => setInterval(() => undefined, 1_000));
  await jobs.complete(hold);
}
