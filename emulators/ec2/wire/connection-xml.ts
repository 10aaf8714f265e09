import { type ConnectionState, countersAt, type VpnConnection } from '../model/vpn-connection.ts';
import { element, listElement, textElement } from './xml.ts';

/**
 * One row of DescribeClientVpnConnections as sampled at a time.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ClientVpnConnection.html
 */
export function connectionXml(connection: VpnConnection, sampledAt: number): string {
  const counters = countersAt(connection, sampledAt);
  const endedAt = connection.state.code === 'terminated' ? connection.state.endedAt : undefined;
  return (
    textElement('clientVpnEndpointId', connection.endpointId) +
    textElement('timestamp', rowTime(endedAt ?? sampledAt)) +
    textElement('connectionId', connection.connectionId) +
    textElement('username', connection.username) +
    textElement('connectionEstablishedTime', rowTime(connection.establishedAt)) +
    textElement('ingressBytes', `${counters.ingressBytes}`) +
    textElement('egressBytes', `${counters.egressBytes}`) +
    textElement('ingressPackets', `${counters.ingressPackets}`) +
    textElement('egressPackets', `${counters.egressPackets}`) +
    textElement('clientIp', connection.clientIp) +
    textElement('clientIpv6Address', connection.clientIpv6) +
    textElement('commonName', connection.commonName) +
    statusXml('status', connection.state) +
    textElement('connectionEndTime', endedAt === undefined ? '-' : rowTime(endedAt)) +
    listElement('postureComplianceStatusSet', connection.postures) +
    textElement('authorizationPolicyLastEvaluatedTime', evaluatedTime(connection, endedAt ?? sampledAt))
  );
}

export function statusXml(name: string, state: ConnectionState): string {
  return element(
    name,
    textElement('code', state.code),
    textElement('message', state.code === 'failed-to-terminate' ? state.message : ''),
  );
}

/** https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/device-posture-concepts.html */
const evaluatedEveryMs = 5 * 60 * 1000;

function evaluatedTime({ isEvaluated, establishedAt }: VpnConnection, at: number): string | undefined {
  return isEvaluated ? rowTime(at - ((at - establishedAt) % evaluatedEveryMs)) : undefined;
}

/** `2019-08-12 07:58:34`, in UTC and without saying so, as in the AWS CLI's example. */
function rowTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
