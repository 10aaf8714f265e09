import { randomBytes } from 'node:crypto';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';

/** Creates a correlation: short enough to read out over the phone, long enough not to repeat. */
export function newCorrelation(): Correlation {
  const correlation = parseCorrelation(randomBytes(5).toString('hex'));
  if (correlation === undefined) throw new Error('ten hex digits are no correlation');
  return correlation;
}
