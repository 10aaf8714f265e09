import type { Action } from './action.ts';
import { assumeRole } from './assume-role.ts';
import { describeClientVpnConnections } from './describe-client-vpn-connections.ts';
import { describeClientVpnEndpoints } from './describe-client-vpn-endpoints.ts';
import { describeClientVpnTargetNetworks } from './describe-client-vpn-target-networks.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getClientVpnEndpointAuthorizationPolicy } from './get-client-vpn-endpoint-authorization-policy.ts';
import { getMetricData } from './get-metric-data.ts';
import { getSecretValue } from './get-secret-value.ts';
import { terminateClientVpnConnections } from './terminate-client-vpn-connections.ts';

/** Every action of the emulated AWS. The coverage table in the README lists the same. */
export const actions: readonly Action[] = [
  describeClientVpnConnections,
  terminateClientVpnConnections,
  describeClientVpnEndpoints,
  describeClientVpnTargetNetworks,
  getClientVpnEndpointAuthorizationPolicy,
  assumeRole,
  getCallerIdentity,
  getSecretValue,
  getMetricData,
  filterLogEvents,
];
