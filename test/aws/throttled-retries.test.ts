import { describe, expect, it } from 'vitest';
import { throttledRetries } from '../../src/aws/throttled-retries.ts';

describe('throttledRetries', () => {
  it('tries a throttled call again until its attempts are used up', async () => {
    const strategy = throttledRetries(3, () => 0);
    const first = await strategy.acquireInitialRetryToken('');

    const second = await strategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING' });
    const third = await strategy.refreshRetryTokenForRetry(second, { errorType: 'THROTTLING' });

    await expect(strategy.refreshRetryTokenForRetry(third, { errorType: 'THROTTLING' })).rejects.toThrow();
  });

  it.each(['TRANSIENT', 'SERVER_ERROR', 'CLIENT_ERROR'] as const)(
    'never repeats after %s',
    async (errorType) => {
      const strategy = throttledRetries(3, () => 0);
      const first = await strategy.acquireInitialRetryToken('');

      await expect(strategy.refreshRetryTokenForRetry(first, { errorType })).rejects.toThrow();
    },
  );

  it('pauses at random below 1, 2 and 4 seconds', async () => {
    const strategy = throttledRetries(4, () => 0.999);
    const pauses: number[] = [];

    let token = await strategy.acquireInitialRetryToken('');
    for (let retry = 1; retry < 4; retry += 1) {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      pauses.push(token.getRetryDelay());
    }

    expect(pauses).toEqual([999, 1998, 3996]);
  });
});
