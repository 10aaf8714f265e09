import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Device } from '../../domain/connection-record.ts';
import { platformName } from '../../domain/platform.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';

/** Formats from where and with which device someone is connected; empty if neither is known. */
export function originText(origin: ListedConnection['origin'], most = 80): string {
  const { publicIp, device } = origin ?? {};
  return [
    ...(publicIp === undefined ? [] : [`public address ${shown(publicIp, most)}`]),
    ...(device === undefined ? [] : [deviceText(device, most)]),
  ].join(' · ');
}

/** Formats a device: `Windows 11, VPN client 4.1.0`. */
export function deviceText({ platform, platformVersion, clientVersion }: Device, most = 80): string {
  const system = [platformName(platform), platformVersion ?? ''].filter((part) => part !== '').join(' ');
  return [
    ...(system === '' ? [] : [shown(system, most)]),
    ...(clientVersion === undefined ? [] : [`VPN client ${shown(clientVersion, most)}`]),
  ].join(', ');
}
