import type { DeniedConnection, Endpoint } from '../../ec2/control/control-protocol.ts';
import { formatDuration } from './quantities.ts';
import type { ConnectionFilter } from './shown-connections.ts';

interface TurnedAwayListProps {
  readonly denied: readonly DeniedConnection[];
  readonly endpoints: readonly Endpoint[];
  readonly nowMs: number;
  readonly filter: ConnectionFilter;
}

const mostNames = 3;
/** Older denials are no longer of interest. */
const shownForMs = 5 * 60_000;

/** Connections that a connect handler denied. They never began, so no list of connections has them. */
export function DeniedList({ denied, endpoints, nowMs, filter }: TurnedAwayListProps) {
  const recent = denied.filter(
    ({ at, endpointId }) =>
      nowMs - Date.parse(at) < shownForMs && (filter.endpointId ?? endpointId) === endpointId,
  );
  const byName = [...Map.groupBy(recent, ({ name, endpointId }) => `${endpointId} ${name}`)];
  if (byName.length === 0) return null;

  return (
    <ul class="denied" aria-label="Denied connections">
      {byName.slice(0, mostNames).map(([key, [latest, ...earlier]]) =>
        latest === undefined ? null : (
          <li key={key} title={latest.message}>
            <span class="connection-name">{latest.name}</span>
            <span class="denied-when">
              denied {formatDuration(Math.max(0, nowMs - Date.parse(latest.at)))} ago
            </span>
            <span class="connection-facts">
              {[
                endpoints.find(({ id }) => id === latest.endpointId)?.name,
                'by the connect handler',
                earlier.length > 0 ? `${earlier.length + 1} times` : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ),
      )}
    </ul>
  );
}
