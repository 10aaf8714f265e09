import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import type { Endpoint, Faults } from '../../ec2/control/control-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { CallLog } from './call-log.tsx';
import { ConnectionList } from './connection-list.tsx';
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
          <Icon name="alert" /> Can’t reach the emulated AWS. Reconnecting…
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

interface EndpointListProps {
  readonly endpoints: readonly Endpoint[];
  readonly faults: Faults;
  readonly chosen: string | null;
  readonly onChoose: (endpointId: string | null) => void;
}

/** The endpoints with their number of connections; pressing one shows its connections only. */
function EndpointList({ endpoints, faults, chosen, onChoose }: EndpointListProps) {
  return (
    <ul class="endpoints" aria-label="Endpoints">
      {endpoints.map((endpoint) => (
        <li key={endpoint.id}>
          <button
            type="button"
            class="endpoint"
            aria-pressed={endpoint.id === chosen}
            data-down={isDown(endpoint, faults)}
            onClick={() => onChoose(endpoint.id === chosen ? null : endpoint.id)}
          >
            <span class="endpoint-name">{endpoint.name}</span>
            <span class="endpoint-live">{endpoint.live.toLocaleString()}</span>
            <span class="endpoint-facts">
              {endpoint.region}
              {isDown(endpoint, faults) && ' is down'}
              <br />
              {names[endpoint.authentication]}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function isDown({ region }: Endpoint, { regionsDown = [] }: Faults): boolean {
  return regionsDown.includes(region);
}

const names = {
  certificate: 'certificates',
  directory: 'directory',
  federated: 'single sign-on',
} as const satisfies Record<Endpoint['authentication'], string>;
