import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { Call, Endpoint } from '../../ec2/control/control-protocol.ts';

interface CallLogProps {
  readonly calls: readonly Call[];
  readonly endpoints: readonly Endpoint[];
}

/** The bot's AWS calls, the latest first. */
export function CallLog({ calls, endpoints }: CallLogProps) {
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <section class="calls" aria-label="AWS calls">
      <header class="panel-head">
        <h3>AWS calls</h3>
        <p class="panel-note">{calls.length === 0 ? '' : 'latest first'}</p>
      </header>
      {calls.length === 0 ? (
        <p class="panel-empty">No calls yet. The app’s AWS calls appear here.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
        <ol class="call-list" tabIndex={0} aria-label="AWS calls, the latest first">
          {calls.map((call) => (
            <CallRow
              key={call.number}
              call={call}
              endpointName={endpoints.find(({ id }) => id === call.endpointId)?.name ?? call.region}
              isOpen={call.number === opened}
              onToggle={() => setOpened(call.number === opened ? null : call.number)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

interface CallRowProps {
  readonly call: Call;
  readonly endpointName: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

const CallRow = memo(
  function CallRow({ call, endpointName, isOpen, onToggle }: CallRowProps) {
    return (
      <li class="call" data-failed={call.error !== null}>
        <button type="button" class="call-line" aria-expanded={isOpen} onClick={onToggle}>
          <span class="call-time">{clock.format(Date.parse(call.at))}</span>
          <span class="call-action">{call.action}</span>
          <span class="call-facts">
            <span class="call-where">{endpointName}</span>
            <span class="call-outcome">{call.status}</span>
            <span class="call-duration">{Math.round(call.durationMs)} ms</span>
          </span>
          {call.error !== null && <span class="call-error">{call.error}</span>}
        </button>
        {isOpen && <CallDetails call={call} />}
      </li>
    );
  },
  (before, after) =>
    before.call === after.call &&
    before.isOpen === after.isOpen &&
    before.endpointName === after.endpointName,
);

function CallDetails({ call }: { readonly call: Call }) {
  const details = { ...call.parameters, Caller: call.caller, Region: call.region, RequestId: call.requestId };
  return (
    <dl class="call-details">
      {Object.entries(details).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
