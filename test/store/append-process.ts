import { openPlace } from './open-place.ts';
import { realClock } from './real-clock.ts';

/** Appends as many entries as it is told, and writes the number of each once it is kept. */
const [place = '', entries = '0'] = process.argv.slice(2);
const { log } = await openPlace(JSON.parse(place));

for (let n = 0; n < Number(entries); n += 1) {
  const { seq } = await log.append({
    at: realClock.now().toISOString(),
    kind: 'requested',
    correlation: `${process.pid}-${n}`,
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
  });
  process.stdout.write(`${seq}\n`);
}
