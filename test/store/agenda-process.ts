import { leaseAt } from '../contract/a-task.ts';
import { openPlace } from './open-place.ts';

/** Takes tasks as if it were the given second after noon, writes the key of each, and finishes it unless told to hold. */
const [place = '', second = '0', manner = 'finish'] = process.argv.slice(2);
const { agenda } = await openPlace(JSON.parse(place));

for (;;) {
  const hold = await agenda.take(leaseAt(Number(second)));
  if (hold === undefined) break;
  process.stdout.write(`${hold.task.key}\n`);
  if (manner === 'hold') await new Promise(() => setInterval(() => undefined, 1_000));
  await agenda.finish(hold);
}
