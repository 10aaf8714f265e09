import type { Endpoint, Faults } from '../../ec2/control/control-protocol.ts';

/** A fault at AWS that can be switched on and off. */
export interface FaultSwitch {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly isOn: (faults: Faults) => boolean;
  /** The fields that switch it on. */
  readonly faults: Faults;
}

/** @param faults The current ones: the switch for a Region names the one that is down. */
export function faultSwitches(endpoints: readonly Endpoint[], faults: Faults): readonly FaultSwitch[] {
  const region = faults.regionsDown?.[0] ?? endpoints[0]?.region;
  return [
    {
      id: 'throttling',
      title: 'AWS throttles',
      detail: '6 of 10 calls return RequestLimitExceeded',
      isOn: ({ throttling = 0 }) => throttling > 0,
      faults: { throttling: 0.6 },
    },
    ...(region === undefined ? [] : [regionDown(region)]),
    {
      id: 'denied',
      title: 'Terminate is denied',
      detail: 'Bouncer’s role lacks the permission',
      isOn: ({ denied = [] }) => denied.length > 0,
      faults: { denied: ['TerminateClientVpnConnections'] },
    },
    {
      id: 'slow',
      title: 'AWS is slow',
      detail: 'every response takes 2 seconds longer',
      isOn: ({ latencyMs = 0 }) => latencyMs > 0,
      faults: { latencyMs: 2_000 },
    },
    {
      id: 'failing',
      title: 'Terminations fail',
      detail: 'connections become failed-to-terminate',
      isOn: ({ failedTerminations = 0 }) => failedTerminations > 0,
      faults: { failedTerminations: 1 },
    },
    {
      id: 'proxy',
      title: 'A proxy interferes',
      detail: 'it answers half of the calls with a web page',
      isOn: ({ proxyPages = 0 }) => proxyPages > 0,
      faults: { proxyPages: 0.5 },
    },
  ];
}

function regionDown(region: string): FaultSwitch {
  return {
    id: 'region',
    title: `${region} is down`,
    detail: 'every call to that Region fails',
    isOn: ({ regionsDown = [] }) => regionsDown.length > 0,
    faults: { regionsDown: [region] },
  };
}

/** The faults after pressing the switch. */
export function toggled(faults: Faults, day: FaultSwitch): Faults {
  if (!day.isOn(faults)) return { ...faults, ...day.faults };
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !(name in day.faults)));
}
