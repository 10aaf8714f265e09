import type { Endpoint, Faults } from '../../ec2/control/control-protocol.ts';

interface EndpointListProps {
  readonly endpoints: readonly Endpoint[];
  readonly faults: Faults;
  readonly chosen: string | null;
  readonly onChoose: (endpointId: string | null) => void;
}

/** The endpoints with their number of connections; pressing one shows its connections only. */
export function EndpointList({ endpoints, faults, chosen, onChoose }: EndpointListProps) {
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
