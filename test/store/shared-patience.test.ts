import { describe, expect, it } from 'vitest';
import { sharedPatience } from '../../src/store/shared-patience.ts';

const limits = { patienceMs: 1_000, leastMs: 100, maxMs: 5_000 };

describe('the patience of one store', () => {
  it('is given in full to a call while the store answers', () => {
    const patience = sharedPatience(limits);

    expect(patience.deadlineOf(5_000)).toBe(6_000);
  });

  it('is shared by all calls that meet the same outage, each of which gets the least', () => {
    const patience = sharedPatience(limits);
    patience.silent(5_000);

    expect(patience.deadlineOf(5_000)).toBe(6_000);
    expect(patience.deadlineOf(5_500)).toBe(6_000);
    expect(patience.deadlineOf(5_950)).toBe(6_050);
    patience.silent(6_000);
    expect(patience.deadlineOf(7_000)).toBe(7_100);
  });

  it('starts a new limit when the store has answered', () => {
    const patience = sharedPatience(limits);
    patience.silent(5_000);
    patience.answered(5_500);

    expect(patience.deadlineOf(7_000)).toBe(8_000);
  });

  it('goes on for as long as the store answers others, up to a limit', () => {
    const patience = sharedPatience(limits);
    patience.answered(5_800);
    expect(patience.deadlineOf(5_000)).toBe(6_800);

    patience.answered(9_900);

    expect(patience.deadlineOf(5_000)).toBe(10_000);
  });

  it('starts a new limit when the outage was not observed for a minute', () => {
    const patience = sharedPatience(limits);
    patience.silent(5_000);

    expect(patience.deadlineOf(65_001)).toBe(66_001);
  });
});
