import type { Device } from '../../domain/connection-record.ts';
import { platformName } from '../../domain/platform.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';

/** Formats a device: `Windows 11, VPN client 4.1.0`. */
export function deviceText({ platform, platformVersion, clientVersion }: Device, most = 80): string {
  const system = [platformName(platform), platformVersion ?? ''].filter((part) => part !== '').join(' ');
  return [
    ...(system === '' ? [] : [shown(system, most)]),
    ...(clientVersion === undefined ? [] : [`VPN client ${shown(clientVersion, most)}`]),
  ].join(', ');
}
