import type { ConnectionRecord, Device } from './connection-record.ts';
import { spellingsOfIpv6 } from './ipv6.ts';
import { foldName, nameOf } from './vpn-name.ts';

/** What a person had not used before a connection, as far as their earlier connections are known. */
export interface FirstUse {
  readonly isNewAddress: boolean;
  readonly isNewDevice: boolean;
}

/**
 * Identifies the user of a connection among those that are found by one name: other users may have the same
 * certificate. It is empty for a connection without a name, which has no user who could be recognized.
 */
export function userOf(record: Pick<ConnectionRecord, 'username' | 'commonName'>): string {
  const name = nameOf(record);
  return name.kind === 'unnamed' ? '' : foldName(name.text);
}

type Place = Pick<ConnectionRecord, 'publicIp' | 'device'>;

/**
 * Compares the public address and the device of a connection with those of the same person's earlier connections. If
 * none of these has a known address, nothing is said about the address; likewise for the device. It is for the caller to
 * know that the history reaches back far enough.
 */
export function firstUseIn(record: Place, earlier: readonly Place[]): FirstUse {
  return {
    isNewAddress: isNew(record.publicIp, earlier, ({ publicIp }) => publicIp, isSameNetwork),
    isNewDevice: isNew(record.device, earlier, ({ device }) => device, isSameDevice),
  };
}

function isNew<T>(
  used: T | undefined,
  earlier: readonly Place[],
  read: (place: Place) => T | undefined,
  isSame: (one: T, other: T) => boolean,
): boolean {
  if (used === undefined) return false;
  const known = earlier.flatMap((place) => read(place) ?? []);
  if (earlier.length > 0 && known.length === 0) return false;
  return !known.some((each) => isSame(each, used));
}

/** Devices change their IPv6 address daily within one /64 network (RFC 8981), so only the network is compared. */
function isSameNetwork(one: string, other: string): boolean {
  return networkOf(one) === networkOf(other);
}

function networkOf(address: string): string {
  const [, allGroups] = spellingsOfIpv6(address);
  return allGroups?.split(':').slice(0, 4).join(':') ?? address;
}

/**
 * VPN clients do not identify the device, only its platform. Versions are not compared: an update makes no other device.
 */
export function isSameDevice(one: Device, other: Device): boolean {
  return foldName(one.platform) === foldName(other.platform);
}
