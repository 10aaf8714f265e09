import { useState } from 'preact/hooks';
import type { Call, Endpoint } from '../../ec2/control/control-protocol.ts';
import { CallRow } from './call-row.tsx';

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
        <p class="panel-empty">No calls yet. The bot’s AWS calls appear here.</p>
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
