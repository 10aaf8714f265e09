import { memo } from 'preact/compat';
import type { Call } from '../../ec2/control/control-protocol.ts';

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

export const CallRow = memo(
  function CallRow({ call, endpointName, isOpen, onToggle }: CallRowProps) {
    return (
      <li class="call" data-failed={call.error !== null}>
        <button type="button" class="call-line" aria-expanded={isOpen} onClick={onToggle}>
          <span class="call-time">{clock.format(Date.parse(call.at))}</span>
          <span class="call-action">{call.action}</span>
          <span class="call-where">{endpointName}</span>
          <span class="call-outcome">{call.status}</span>
          <span class="call-duration">{Math.round(call.durationMs)} ms</span>
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
