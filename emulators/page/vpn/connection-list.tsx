import type { DeniedConnection, Endpoint } from '../../ec2/control/control-protocol.ts';
import { WindowedList } from '../controls/windowed-list.tsx';
import { ConnectionRow } from './connection-row.tsx';
import { DeniedList } from './denied-list.tsx';
import type { Watched } from './fleet-state.ts';
import type { ConnectionFilter } from './shown-connections.ts';

interface ConnectionListProps {
  readonly shown: readonly Watched[];
  readonly denied: readonly DeniedConnection[];
  readonly endpoints: readonly Endpoint[];
  readonly nowMs: number;
  readonly filter: ConnectionFilter;
  readonly onFilter: (filter: ConnectionFilter) => void;
}

/** In pixels; the style sheet's `.connection` is as high. */
const rowHeight = 46;

export function ConnectionList(props: ConnectionListProps) {
  const { shown, denied, endpoints, nowMs, filter, onFilter } = props;
  return (
    <section class="connections" aria-label="Connections">
      <header class="panel-head">
        <h3>Connections</h3>
        <input
          class="connection-filter"
          type="search"
          aria-label="Filter by name"
          placeholder="Filter by name"
          value={filter.text}
          onInput={({ currentTarget }) => onFilter({ ...filter, text: currentTarget.value })}
        />
        <div class="segments">
          <Segment title="Active" isEnded={false} filter={filter} onFilter={onFilter} />
          <Segment title="Ended" isEnded={true} filter={filter} onFilter={onFilter} />
        </div>
      </header>
      <DeniedList denied={denied} endpoints={endpoints} nowMs={nowMs} filter={filter} />
      {shown.length === 0 ? (
        <p class="panel-empty">{filter.isEnded ? 'None ended in the last hour.' : 'No one is connected.'}</p>
      ) : (
        <WindowedList
          label={filter.isEnded ? 'Ended connections' : 'Active connections'}
          rowHeight={rowHeight}
          rows={shown}
          keyOf={({ connection }) => connection.id}
          draw={(watched) => (
            <ConnectionRow
              watched={watched}
              endpoint={endpoints.find(({ id }) => id === watched.connection.endpointId)}
              nowMs={nowMs}
            />
          )}
        />
      )}
    </section>
  );
}

interface SegmentProps extends Pick<ConnectionListProps, 'filter' | 'onFilter'> {
  readonly title: string;
  readonly isEnded: boolean;
}

function Segment({ title, isEnded, filter, onFilter }: SegmentProps) {
  return (
    <button
      type="button"
      aria-pressed={filter.isEnded === isEnded}
      onClick={() => onFilter({ ...filter, isEnded })}
    >
      {title}
    </button>
  );
}
