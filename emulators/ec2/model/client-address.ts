import type { Random } from './random.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

/** The address of a client inside the VPN. */
export interface ClientAddress {
  readonly clientIp: string;
  readonly clientIpv6: string | undefined;
}

/** The /12 from which an endpoint assigns addresses, the largest that Client VPN allows, by its position. */
export function cidrOf(endpoints: readonly VpnEndpoint[], endpointId: string): string {
  return `10.${secondOctet(endpoints, endpointId)}.0.0/12`;
}

/** Hands out the addresses of each endpoint in turn; one client in five has an IPv6 address as well. */
export function createAddressBook(
  endpoints: readonly VpnEndpoint[],
  random: Random,
): (endpointId: string) => ClientAddress {
  const handedOut = new Map<string, number>();

  return (endpointId) => {
    const count = handedOut.get(endpointId) ?? 0;
    handedOut.set(endpointId, count + 1);
    const host = 2 + (count % (2 ** 20 - 4));
    const second = secondOctet(endpoints, endpointId) + (host >> 16);
    return {
      clientIp: `10.${second}.${(host >> 8) & 255}.${host & 255}`,
      clientIpv6: random.chance(0.2)
        ? `fd00:${second.toString(16)}::${(host & 0xffff).toString(16)}`
        : undefined,
    };
  };
}

function secondOctet(endpoints: readonly VpnEndpoint[], endpointId: string): number {
  return (endpoints.findIndex(({ id }) => id === endpointId) * 16) % 256;
}
