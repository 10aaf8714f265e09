import { describe, expect, it } from 'vitest';
import { refusedRetries } from '../../src/aws/ec2-clients.ts';

describe('refusedRetries', () => {
  it('tries a throttled call again until its attempts are used up', async () => {
    const strategy = refusedRetries(3, () => 0);
    const first = await strategy.acquireInitialRetryToken('');

    const second = await strategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING' });
    const third = await strategy.refreshRetryTokenForRetry(second, { errorType: 'THROTTLING' });

    await expect(strategy.refreshRetryTokenForRetry(third, { errorType: 'THROTTLING' })).rejects.toThrow();
  });

  it.each(['TRANSIENT', 'SERVER_ERROR', 'CLIENT_ERROR'] as const)(
    'never repeats after %s',
    async (errorType) => {
      const strategy = refusedRetries(3, () => 0);
      const first = await strategy.acquireInitialRetryToken('');

      await expect(strategy.refreshRetryTokenForRetry(first, { errorType })).rejects.toThrow();
    },
  );

  it('tries again at once what AWS refused for the time on it, once the SDK knows the right time', async () => {
    const strategy = refusedRetries(3, () => 0.999);
    const first = await strategy.acquireInitialRetryToken('');

    const second = await strategy.refreshRetryTokenForRetry(first, transient('RequestExpired', true));

    expect(second.getRetryDelay()).toBe(0);
  });

  it.each([
    ['expired credentials, whatever the time', 'RequestExpired', false],
    ['an error that came with another time on it', 'InternalError', true],
  ])('never repeats after %s', async (_, name, isClockSetRight) => {
    const strategy = refusedRetries(3, () => 0);
    const first = await strategy.acquireInitialRetryToken('');

    const again = strategy.refreshRetryTokenForRetry(first, transient(name, isClockSetRight));

    await expect(again).rejects.toThrow();
  });

  it('pauses at random below 1, 2 and 4 seconds', async () => {
    const strategy = refusedRetries(4, () => 0.999);
    const pauses: number[] = [];

    let token = await strategy.acquireInitialRetryToken('');
    for (let retry = 1; retry < 4; retry += 1) {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      pauses.push(token.getRetryDelay());
    }

    expect(pauses).toEqual([999, 1998, 3996]);
  });
});

function transient(name: string, isClockSetRight: boolean) {
  const $metadata = isClockSetRight ? ({ clockSkewCorrected: true } as const) : {};
  return { error: { name, message: 'in words', $metadata }, errorType: 'TRANSIENT' } as const;
}
