import type { Endpoint, Weather } from '../../ec2/control/control-protocol.ts';

/** Something that can go wrong at AWS, as a switch. */
export interface BadDay {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly isOn: (weather: Weather) => boolean;
  /** The fields of the weather that make it so. */
  readonly weather: Weather;
}

/** @param weather The present one: a Region that is down is named, whichever it is. */
export function badDays(endpoints: readonly Endpoint[], weather: Weather): readonly BadDay[] {
  const region = weather.regionsDown?.[0] ?? endpoints[0]?.region;
  return [
    {
      id: 'throttling',
      title: 'AWS throttles',
      detail: '6 calls of 10 answer RequestLimitExceeded',
      isOn: ({ throttling = 0 }) => throttling > 0,
      weather: { throttling: 0.6 },
    },
    ...(region === undefined ? [] : [regionDown(region)]),
    {
      id: 'denied',
      title: 'Terminate is denied',
      detail: 'the bot’s role lacks the permission',
      isOn: ({ denied = [] }) => denied.length > 0,
      weather: { denied: ['TerminateClientVpnConnections'] },
    },
    {
      id: 'slow',
      title: 'AWS is slow',
      detail: 'every answer takes 2 seconds more',
      isOn: ({ latencyMs = 0 }) => latencyMs > 0,
      weather: { latencyMs: 2_000 },
    },
    {
      id: 'failing',
      title: 'Terminations fail',
      detail: 'sessions stay: failed-to-terminate',
      isOn: ({ failedTerminations = 0 }) => failedTerminations > 0,
      weather: { failedTerminations: 1 },
    },
    {
      id: 'proxy',
      title: 'A proxy interferes',
      detail: 'half of the answers are its web page',
      isOn: ({ proxyPages = 0 }) => proxyPages > 0,
      weather: { proxyPages: 0.5 },
    },
  ];
}

function regionDown(region: string): BadDay {
  return {
    id: 'region',
    title: `${region} is down`,
    detail: 'every call to that Region fails',
    isOn: ({ regionsDown = [] }) => regionsDown.length > 0,
    weather: { regionsDown: [region] },
  };
}

/** The weather with this bad day begun, or over. */
export function toggled(weather: Weather, day: BadDay): Weather {
  if (!day.isOn(weather)) return { ...weather, ...day.weather };
  return Object.fromEntries(Object.entries(weather).filter(([name]) => !(name in day.weather)));
}
