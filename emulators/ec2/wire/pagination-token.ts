import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from './service-error.ts';

/** Opaque pagination tokens, each valid only for the list it was issued for. */
export interface PaginationTokens {
  seal(list: string, after: number): string;
  /** The position after which the page begins; throws InvalidPaginationToken. */
  open(list: string, token: string): number;
}

export function createPaginationTokens(key: string): PaginationTokens {
  const mac = (list: string, after: string): Buffer =>
    createHmac('sha256', key).update(`${after} ${list}`).digest().subarray(0, macBytes);

  return {
    seal: (list, after) => Buffer.concat([mac(list, `${after}`), Buffer.from(`${after}`)]).toString('base64'),

    open: (list, token) => {
      const bytes = Buffer.from(token, 'base64');
      const after = bytes.subarray(macBytes).toString();
      if (bytes.length <= macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), mac(list, after))) {
        throw new ServiceError(
          'InvalidPaginationToken',
          'The specified pagination token is not valid or is expired.',
        );
      }
      return Number(after);
    },
  };
}

const macBytes = 32;
