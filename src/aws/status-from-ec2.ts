import type { ClientVpnConnectionStatus } from '@aws-sdk/client-ec2';
import type { Status } from '../core/connection.ts';

/** Keeps whatever code AWS gives; where there is none, `unknown`, which counts as live. */
export function statusFromEc2(status: ClientVpnConnectionStatus | undefined): Status {
  return { code: status?.Code || 'unknown', message: status?.Message || undefined };
}
