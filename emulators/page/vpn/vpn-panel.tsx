import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { CallLog } from './call-log.tsx';
import { ConnectionList } from './connection-list.tsx';
import { EndpointList } from './endpoint-list.tsx';
import { FaultPanel } from './fault-panel.tsx';
import { type ConnectionFilter, shownConnections } from './shown-connections.ts';
import { useFleet } from './use-fleet.ts';

/** The actual state of the emulated AWS, beside what the bot reports in the workspace. */
export const VpnPanel = memo(function VpnPanel({ url }: { readonly url: string }) {
  const fleet = useFleet(url);
  const [filter, setFilter] = useState<ConnectionFilter>({ endpointId: null, text: '', isEnded: false });
  const shown = useMemo(() => shownConnections(fleet, filter), [fleet, filter]);
  const live = fleet.endpoints.reduce((sum, endpoint) => sum + endpoint.live, 0);

  return (
    <section class="vpn" aria-label="VPN">
      <header class="vpn-head">
        <h2 class="vpn-title">Client VPN</h2>
        <p class="vpn-note">emulated AWS</p>
        <p class="vpn-live">
          <strong>{live.toLocaleString()}</strong> connected
        </p>
      </header>
      {fleet.link === 'lost' && (
        <p class="banner" role="status">
          <Icon name="alert" /> The emulated AWS cannot be reached. Trying again…
        </p>
      )}
      <FaultPanel url={url} faults={fleet.faults} endpoints={fleet.endpoints} />
      <EndpointList
        endpoints={fleet.endpoints}
        faults={fleet.faults}
        chosen={filter.endpointId}
        onChoose={(endpointId) => setFilter({ ...filter, endpointId })}
      />
      <ConnectionList
        shown={shown}
        denied={fleet.denied}
        endpoints={fleet.endpoints}
        nowMs={fleet.nowMs}
        filter={filter}
        onFilter={setFilter}
      />
      <CallLog calls={fleet.calls} endpoints={fleet.endpoints} />
    </section>
  );
});
