import type { Connection, Endpoint } from '../../ec2/control/control-protocol.ts';
import { nameOf, rateOf, type Watched } from './fleet-state.ts';
import { formatBytes, formatDuration, trafficLevel } from './quantities.ts';

interface ConnectionRowProps {
  readonly watched: Watched;
  readonly endpoint: Endpoint | undefined;
  readonly nowMs: number;
}

/** How long a connection that began while the page was open is marked as new. */
const newForMs = 20_000;

export function ConnectionRow({ watched, endpoint, nowMs }: ConnectionRowProps) {
  const { connection, changedAtMs, returnedAfterMs, isTermination } = watched;
  const isLive = connection.status === 'active';
  const hasLeft = connection.status === 'terminated' && !isTermination;
  const isNew = isLive && changedAtMs !== null && nowMs - changedAtMs < newForMs;
  return (
    <div
      class="connection"
      data-status={hasLeft ? 'left' : connection.status}
      data-new={isNew && returnedAfterMs === null}
      data-back={isNew && returnedAfterMs !== null}
      title={connection.id}
    >
      <span class="connection-name">{nameOf(connection)}</span>
      {isLive ? (
        <Traffic watched={watched} />
      ) : (
        <Ending connection={connection} word={hasLeft ? 'left' : connection.status} nowMs={nowMs} />
      )}
      <span class="connection-facts">
        {[endpoint?.name, connection.username ? null : 'certificate', sinceText(connection, nowMs)]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {isLive && returnedAfterMs !== null ? (
        <span class="connection-back">reconnected after {formatDuration(returnedAfterMs)}</span>
      ) : (
        <span class="connection-total">
          ↑ {formatBytes(BigInt(connection.bytesSent))} ↓ {formatBytes(BigInt(connection.bytesReceived))}
        </span>
      )}
    </div>
  );
}

function Traffic({ watched }: { readonly watched: Watched }) {
  const rate = rateOf(watched);
  return (
    <span class="traffic">
      {rate > 0 && `${formatBytes(rate)}/s`}
      <span class="traffic-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${trafficLevel(rate)})` }} />
      </span>
    </span>
  );
}

interface EndingProps {
  readonly connection: Connection;
  readonly word: string;
  readonly nowMs: number;
}

function Ending({ connection, word, nowMs }: EndingProps) {
  const ago =
    connection.endedAt === null ? '' : ` ${formatDuration(nowMs - Date.parse(connection.endedAt))} ago`;
  return (
    <span class="connection-status">
      {word}
      {ago}
    </span>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

function sinceText({ establishedAt, endedAt }: Connection, nowMs: number): string {
  const since = Date.parse(establishedAt);
  if (endedAt !== null) return `connected for ${formatDuration(Date.parse(endedAt) - since)}`;
  return `since ${clock.format(since)}, ${formatDuration(nowMs - since)}`;
}
