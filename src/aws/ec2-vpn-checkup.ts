import { addMilliseconds } from 'date-fns/addMilliseconds';
import type { Clock } from '../ports/clock.ts';
import type { VpnCheckup } from '../ports/vpn-checkup.ts';
import type { AwsCall, AwsCallObserver } from './aws-call-observer.ts';
import { Ec2Clients } from './ec2-clients.ts';
import { Ec2VpnGateway } from './ec2-vpn-gateway.ts';
import { probePages } from './probe-pages.ts';
import { readDaysToExpiry } from './read-days-to-expiry.ts';

/** Well within the time allowed for a check. */
const patience = { connectMs: 3_000, attemptMs: 5_000, callMs: 10_000 };

/** AWS access for `doctor`. It uses a gateway of its own, which has no cached answers. */
export function ec2VpnCheckup(clock: Clock, onCall: AwsCallObserver): VpnCheckup {
  const clocksAheadMs = new Map<string, number>();
  const clients = new Ec2Clients({
    clock,
    random: Math.random,
    patience,
    onCall(call: AwsCall) {
      if (call.answeredAt !== undefined)
        clocksAheadMs.set(call.region, call.answeredAt.getTime() - clock.now().getTime());
      onCall(call);
    },
  });
  const gateway = new Ec2VpnGateway(clients, clock);

  return {
    facts: (endpoint) => gateway.facts(endpoint),
    authorizationPolicy: (endpoint) => gateway.authorizationPolicy(endpoint),
    daysToExpiry: async (endpoint) => {
      const signal = AbortSignal.timeout(patience.callMs);
      const credentials = await clients.credentialsFor(endpoint);
      return readDaysToExpiry(endpoint, credentials, clock.now(), signal);
    },
    probePages: (endpoint) => {
      const awsNow = () => addMilliseconds(clock.now(), clocksAheadMs.get(endpoint.region) ?? 0);
      const options = { abortSignal: AbortSignal.timeout(patience.callMs) };
      return probePages(clients.toRead(endpoint), endpoint.id, awsNow, options);
    },
    rehearse: (endpoint, call) => gateway.rehearse(endpoint, call),
    sweep: (endpoint) => gateway.sweep(endpoint),
    clocksAheadMs: () => clocksAheadMs,
  };
}
