import { expect, test } from 'vitest';
import { reportOnce } from '../../src/app/create-app.ts';
import { Failure } from '../../src/domain/failure.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const unreachable = new Failure('aws_unreachable', 'no answer');

function aScene() {
  const clock = new MovedClock();
  const told: string[] = [];
  const report = reportOnce(clock, ({ code, message }, during) => told.push(`${during}: ${code} ${message}`));
  return { clock, told, report };
}

test('an unchanged failure is reported once, and again after five minutes', async () => {
  const { clock, told, report } = aScene();

  for (let second = 0; second < 299; second += 1) {
    report(unreachable, 'look at prod-eu');
    await clock.sleep(1_000);
  }
  expect(told).toHaveLength(1);

  await clock.sleep(1_000);
  report(unreachable, 'look at prod-eu');
  expect(told).toHaveLength(2);
});

test('a failure of another endpoint, code or host is reported at once', () => {
  const { told, report } = aScene();
  const failed = (code: string) =>
    new Failure('aws_unreachable', code, { cause: Object.assign(new Error(code), { code }) });

  report(unreachable, 'look at prod-eu');
  report(unreachable, 'look at lab');
  report(new Failure('aws_denied', 'no'), 'look at prod-eu');
  report(failed('ENOTFOUND'), 'look at prod-eu');
  report(failed('ECONNREFUSED'), 'look at prod-eu');

  expect(told).toHaveLength(5);
});
