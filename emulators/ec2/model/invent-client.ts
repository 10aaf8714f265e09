import type { VpnClient } from './connection-names.ts';
import type { Random } from './random.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

/** A client with an invented name of the kind that the endpoint's authentication gives. */
export function inventClient(endpoint: VpnEndpoint, random: Random, crowd: number): VpnClient {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const number = crowd > 500 ? `${random.below(Math.ceil(crowd / 100))}` : '';
  if (endpoint.authentication !== 'certificate') {
    return { endpointId: endpoint.id, username: `${first}.${last}${number}@example.com` };
  }
  const commonName = random.chance(0.2)
    ? random.pick(sharedCertificates)
    : `${first}-${last}${number}-laptop.example.com`;
  return { endpointId: endpoint.id, commonName };
}

/** Certificates that several people use at once: terminating the connections of that name disconnects all of them. */
const sharedCertificates = [
  'client1.domain.tld',
  'kiosk.example.com',
  'contractors.example.com',
  'build-agent.example.com',
] as const;

const firstNames =
  'ada ben chloe dev elif femi greta hugo ines jonas kira liam mei nils olga priya quinn rosa sven tara'.split(
    ' ',
  );

const lastNames =
  'adams brandt chen dubois eriksen fischer garcia haas ivanov jones kowalski lopez muller nguyen osei'.split(
    ' ',
  );
