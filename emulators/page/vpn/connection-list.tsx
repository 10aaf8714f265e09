import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeniedConnection, Endpoint } from '../../ec2/control/control-protocol.ts';
import { ConnectionRow } from './connection-row.tsx';
import type { Watched } from './fleet-state.ts';
import { formatDuration } from './quantities.ts';
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
        <p class="panel-empty">
          {filter.isEnded ? 'No connections ended in the last hour.' : 'No one is connected.'}
        </p>
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

interface TurnedAwayListProps {
  readonly denied: readonly DeniedConnection[];
  readonly endpoints: readonly Endpoint[];
  readonly nowMs: number;
  readonly filter: ConnectionFilter;
}

const maxNames = 3;
/** Older denials are no longer of interest. */
const shownForMs = 5 * 60_000;

/** Connections that a connect handler denied. They never began, so no list of connections has them. */
function DeniedList({ denied, endpoints, nowMs, filter }: TurnedAwayListProps) {
  const recent = denied.filter(
    ({ at, endpointId }) =>
      nowMs - Date.parse(at) < shownForMs && (filter.endpointId ?? endpointId) === endpointId,
  );
  const byName = [...Map.groupBy(recent, ({ name, endpointId }) => `${endpointId} ${name}`)];
  if (byName.length === 0) return null;

  return (
    <ul class="denied" aria-label="Denied connections">
      {byName.slice(0, maxNames).map(([key, [latest, ...earlier]]) =>
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

interface WindowedListProps<Row> {
  readonly label: string;
  /** In pixels; every row is as high. */
  readonly rowHeight: number;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly draw: (row: Row) => ComponentChildren;
}

/** Rows drawn beyond each edge, so that a quick scroll finds no hole. */
const overscan = 6;

/** A scrolled list that draws only the rows in sight. A row that changes its place slides there. */
function WindowedList<Row>({ label, rowHeight, rows, keyOf, draw }: WindowedListProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const shown = frame.current;
    if (!shown) return;
    const look = () => setView({ top: shown.scrollTop, height: shown.clientHeight });
    const watcher = new ResizeObserver(look);
    watcher.observe(shown);
    shown.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      shown.removeEventListener('scroll', look);
    };
  }, []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const last = Math.ceil((view.top + view.height) / rowHeight) + overscan;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section ref={frame} class="windowed" aria-label={label} tabIndex={0}>
      <ul style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, index) => (
          <li
            key={keyOf(row)}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
          >
            {draw(row)}
          </li>
        ))}
      </ul>
    </section>
  );
}
