import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { runScheduledJobs } from '../../src/lambda/run-scheduled-jobs.ts';
import { patientlyTimed } from '../e2e/support/eventually.ts';

const now = Date.parse('2026-11-02T09:00:00Z');
const log = pino({ enabled: false });
const inSeconds = (seconds: number) => new Date(now + seconds * 1_000);

/** A job queue whose next job is due then, until so many turns were taken. */
function aScene(due: Date | undefined, turnsUntilDone = 1, record = async () => {}) {
  const scene = { turns: 0 };
  const bouncer = {
    resume: async () => {
      scene.turns += 1;
      return 1;
    },
    record,
    nextDue: async () => (scene.turns < turnsUntilDone ? due : undefined),
  };
  return { scene, workOff: (until: AbortSignal) => runScheduledJobs(bouncer, () => now, until, log) };
}

test('reads an empty job queue once', async () => {
  const { scene, workOff } = aScene(undefined);

  expect(await workOff(new AbortController().signal)).toBe(true);
  expect(scene.turns).toBe(1);
});

test('leaves jobs due in a minute or later to the next invocation', async () => {
  const { scene, workOff } = aScene(inSeconds(61), 99);

  expect(await workOff(new AbortController().signal)).toBe(true);
  expect(scene.turns).toBe(1);
});

test('keeps running while a job is due before the next invocation', async () => {
  const { scene, workOff } = aScene(inSeconds(60), 3);

  expect(await workOff(new AbortController().signal)).toBe(true);
  expect(scene.turns).toBeGreaterThanOrEqual(3);
});

test('reports that jobs are left when its time is up', async () => {
  const { workOff } = aScene(inSeconds(-1), 99);

  const { result, tookMs } = await patientlyTimed(() => workOff(AbortSignal.timeout(50)));

  expect(result).toBe(false);
  expect(tookMs).toBeLessThan(1_000);
});

test('ends only when the connections are recorded', async () => {
  const recording = Promise.withResolvers<void>();
  const { workOff } = aScene(undefined, 1, () => recording.promise);
  let isOver = false;

  const working = workOff(new AbortController().signal).then(() => {
    isOver = true;
  });
  await sleep(20);
  expect(isOver).toBe(false);
  recording.resolve();

  await working;
  expect(isOver).toBe(true);
});

test('reports that work is left when recording takes longer than its time', async () => {
  const { workOff } = aScene(undefined, 1, () => new Promise(() => {}));

  expect(await workOff(AbortSignal.timeout(50))).toBe(false);
});

test('fails when the job queue cannot be read, instead of taking it for empty', async () => {
  const bouncer = {
    resume: () => sleep(1, 0),
    record: async () => {},
    nextDue: () => Promise.reject(new Error('no table')),
  };

  await expect(runScheduledJobs(bouncer, () => now, new AbortController().signal, log)).rejects.toThrow(
    'no table',
  );
});
