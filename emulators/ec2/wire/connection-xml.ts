import { countersAt, type Session, type SessionState } from '../model/session.ts';
import { element, listElement, textElement } from './xml.ts';

/**
 * One row of DescribeClientVpnConnections as sampled at a time.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ClientVpnConnection.html
 */
export function connectionXml(session: Session, sampledAt: number): string {
  const counters = countersAt(session, sampledAt);
  const endedAt = session.state.code === 'terminated' ? session.state.endedAt : undefined;
  return (
    textElement('clientVpnEndpointId', session.endpointId) +
    textElement('timestamp', rowTime(endedAt ?? sampledAt)) +
    textElement('connectionId', session.connectionId) +
    textElement('username', session.username) +
    textElement('connectionEstablishedTime', rowTime(session.establishedAt)) +
    textElement('ingressBytes', `${counters.ingressBytes}`) +
    textElement('egressBytes', `${counters.egressBytes}`) +
    textElement('ingressPackets', `${counters.ingressPackets}`) +
    textElement('egressPackets', `${counters.egressPackets}`) +
    textElement('clientIp', session.clientIp) +
    textElement('clientIpv6Address', session.clientIpv6) +
    textElement('commonName', session.commonName) +
    statusXml('status', session.state) +
    textElement('connectionEndTime', endedAt === undefined ? '-' : rowTime(endedAt)) +
    listElement('postureComplianceStatusSet', session.postures) +
    textElement('authorizationPolicyLastEvaluatedTime', evaluatedTime(session, endedAt ?? sampledAt))
  );
}

export function statusXml(name: string, state: SessionState): string {
  return element(
    name,
    textElement('code', state.code),
    textElement('message', state.code === 'failed-to-terminate' ? state.message : ''),
  );
}

/** https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/device-posture-concepts.html */
const evaluatedEveryMs = 5 * 60 * 1000;

function evaluatedTime({ isEvaluated, establishedAt }: Session, at: number): string | undefined {
  return isEvaluated ? rowTime(at - ((at - establishedAt) % evaluatedEveryMs)) : undefined;
}

/** `2019-08-12 07:58:34`, in UTC and without saying so, as in the AWS CLI's example. */
function rowTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
