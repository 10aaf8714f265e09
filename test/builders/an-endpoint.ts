import type { Endpoint } from '../../src/domain/endpoint.ts';
import { endpointId } from './ids.ts';

export function anEndpoint(given: Partial<Endpoint> = {}): Endpoint {
  return {
    id: endpointId('cvpn-endpoint-0123456789abcdef0'),
    name: 'prod-eu',
    region: 'eu-west-1',
    roleArn: undefined,
    ...given,
  };
}

/** A second endpoint, for what must not reach across. */
export const lab = anEndpoint({ id: endpointId('cvpn-endpoint-0fedcba9876543210'), name: 'lab' });
