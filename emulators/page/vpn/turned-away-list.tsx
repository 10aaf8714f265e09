import type { Endpoint, TurnedAway } from '../../ec2/control/control-protocol.ts';
import { formatDuration } from './quantities.ts';
import type { ConnectionFilter } from './shown-connections.ts';

interface TurnedAwayListProps {
  readonly turnedAway: readonly TurnedAway[];
  readonly endpoints: readonly Endpoint[];
  readonly nowMs: number;
  readonly filter: ConnectionFilter;
}

const mostNames = 3;
/** Nobody wonders for longer why somebody is not on. */
const shownForMs = 5 * 60_000;

/** Clients that a connect handler did not let in: they are in no list of connections, since they never had one. */
export function TurnedAwayList({ turnedAway, endpoints, nowMs, filter }: TurnedAwayListProps) {
  const recent = turnedAway.filter(
    ({ at, endpointId }) =>
      nowMs - Date.parse(at) < shownForMs && (filter.endpointId ?? endpointId) === endpointId,
  );
  const byName = [...Map.groupBy(recent, ({ name, endpointId }) => `${endpointId} ${name}`)];
  if (byName.length === 0) return null;

  return (
    <ul class="turned-away" aria-label="Turned away">
      {byName.slice(0, mostNames).map(([key, [latest, ...earlier]]) =>
        latest === undefined ? null : (
          <li key={key} title={latest.message}>
            <span class="connection-name">{latest.name}</span>
            <span class="turned-away-when">
              turned away {formatDuration(Math.max(0, nowMs - Date.parse(latest.at)))} ago
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
