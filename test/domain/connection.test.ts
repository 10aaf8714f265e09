import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs, isLive } from '../../src/domain/connection.ts';
import { aConnection } from '../builders/a-connection.ts';

const at = (time: string) => new Date(`2026-11-02T${time}Z`);

test('a connection is live until AWS says that it is terminated or when it ended', () => {
  const withCode = (code: string) => aConnection({ status: { code, message: undefined } });

  expect(isLive(withCode('active'))).toBe(true);
  expect(isLive(withCode('terminating'))).toBe(true);
  expect(isLive(withCode('failed-to-terminate'))).toBe(true);
  expect(isLive(withCode('terminated'))).toBe(false);
  expect(isLive(aConnection({ endedAt: at('09:00:00') }))).toBe(false);
});

test('a connection with an unknown status is live, so that no connection looks ended when it is not', () => {
  const code = fc.string().filter((text) => text !== 'terminated');

  fc.assert(fc.property(code, (text) => isLive(aConnection({ status: { code: text, message: undefined } }))));
});

test('a live connection lasts up to EC2’s sample, and an ended one up to its end', () => {
  const establishedAt = at('08:00:00');
  const sampledAt = at('09:30:00');

  expect(durationMs(aConnection({ establishedAt, sampledAt }))).toBe(90 * 60_000);
  expect(durationMs(aConnection({ establishedAt, sampledAt, endedAt: at('08:00:05') }))).toBe(5_000);
});

test('a connection without a start has no duration', () => {
  expect(durationMs(aConnection({ establishedAt: undefined }))).toBeUndefined();
  expect(durationMs(aConnection({ sampledAt: undefined }))).toBeUndefined();
});

test('a duration is never negative, whatever EC2’s clocks say', () => {
  const sampledAt = at('07:59:59');

  expect(durationMs(aConnection({ establishedAt: at('08:00:00'), sampledAt }))).toBe(0);
});
