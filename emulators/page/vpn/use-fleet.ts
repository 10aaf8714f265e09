import { useEffect, useReducer } from 'preact/hooks';
import type { Call, ControlEvent, Fleet } from '../../ec2/control/control-protocol.ts';
import { followStream, loadJson } from '../http/follow-stream.ts';
import { type FleetState, noFleet, reduceControlEvent, withCalls, withFleet } from './fleet-state.ts';

export interface FleetView extends FleetState {
  readonly link: 'opening' | 'live' | 'lost';
}

interface Start {
  readonly fleet: Fleet;
  readonly calls: readonly Call[];
}

type Event =
  | { readonly kind: 'started'; readonly start: Start }
  | { readonly kind: 'looked'; readonly fleet: Fleet }
  | { readonly kind: 'happened'; readonly event: ControlEvent }
  | { readonly kind: 'lost' };

/** How often counters are polled while the page is visible. */
const lookEveryMs = 2_000;

/** The emulated VPN, followed from its control interface. */
export function useFleet(url: string): FleetView {
  const [view, dispatch] = useReducer<FleetView, Event>(reduceEvent, { ...noFleet, link: 'opening' });

  useEffect(
    () =>
      followStream<Start, ControlEvent>(`${url}/_emulator/stream`, {
        load: () => loadStart(url),
        parse: (data) => JSON.parse(data) as ControlEvent,
        onStart: (start) => dispatch({ kind: 'started', start }),
        onEvent: (event) => dispatch({ kind: 'happened', event }),
        onLost: () => dispatch({ kind: 'lost' }),
      }),
    [url],
  );

  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const fleet = await loadJson<Fleet>(`${url}/_emulator/fleet`);
      if (fleet) dispatch({ kind: 'looked', fleet });
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [url]);

  return view;
}

async function loadStart(url: string): Promise<Start | undefined> {
  const [fleet, calls] = await Promise.all([
    loadJson<Fleet>(`${url}/_emulator/fleet`),
    loadJson<readonly Call[]>(`${url}/_emulator/calls`),
  ]);
  return fleet && calls && { fleet, calls };
}

function reduceEvent(view: FleetView, event: Event): FleetView {
  switch (event.kind) {
    case 'started': {
      const fresh = { ...view, calls: [], link: 'live' } as const;
      return { ...fresh, ...withCalls(withFleet(fresh, event.start.fleet), event.start.calls) };
    }
    case 'looked':
      return { ...view, ...withFleet(view, event.fleet) };
    case 'happened':
      return { ...view, ...reduceControlEvent(view, event.event) };
    case 'lost':
      return { ...view, link: 'lost' };
  }
}
