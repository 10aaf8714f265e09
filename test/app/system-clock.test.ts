import { expect, test } from 'vitest';
import { clockWatch } from '../../src/app/system-clock.ts';
import { anEntryDraft } from '../builders/an-entry-draft.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { RefusingAuditLog } from '../doubles/refusing-audit-log.ts';

const hourMs = 3_600_000;

function aScene() {
  const clock = new MovedClock();
  const log = new RefusingAuditLog();
  const told: number[] = [];
  const look = clockWatch(clock, log, (byMs) => told.push(byMs));
  return { clock, log, told, look };
}

test.each([-hourMs, hourMs])(
  'reports once that the clock was set by %i ms while the process runs',
  async (byMs) => {
    const { clock, told, look } = aScene();
    await look();
    await clock.sleep(60_000);
    await look();

    clock.set(byMs);
    await look();
    await clock.sleep(1_000);
    await look();

    expect(told).toEqual([byMs]);
  },
);

test('does not report ordinary clock corrections', async () => {
  const { clock, told, look } = aScene();
  await look();

  clock.set(-4_000);
  await look();

  expect(told).toEqual([]);
});

test('detects by the newest entry that the clock was set back before the process started', async () => {
  const { clock, log, told, look } = aScene();
  await log.append(anEntryDraft({ at: clock.now().toISOString() }));
  clock.set(-hourMs);

  await look();
  await look();

  expect(told).toEqual([-hourMs]);
});

test('reports neither an entry from the past nor an unreadable audit log', async () => {
  const { clock, log, told, look } = aScene();
  await log.append(anEntryDraft({ at: clock.now().toISOString() }));
  await clock.sleep(hourMs);
  await look();

  const unreadable = {
    newestFirst: () => {
      throw new Error('the disk is on fire');
    },
  };
  await clockWatch(clock, unreadable, (byMs) => told.push(byMs))();

  expect(told).toEqual([]);
});
