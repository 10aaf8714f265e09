import { useEffect, useState } from 'preact/hooks';
import type { Endpoint, Faults } from '../../ec2/control/control-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { loadJson } from '../http/follow-stream.ts';
import { postJson } from '../http/post-json.ts';
import { faultSwitches, toggled } from './fault-switches.ts';

interface FaultPanelProps {
  readonly url: string;
  readonly faults: Faults;
  readonly endpoints: readonly Endpoint[];
}

/** Switches that inject faults. The collapsed panel names the faults that are on. */
export function FaultPanel({ url, faults, endpoints }: FaultPanelProps) {
  const [isSlackLimited, limitSlack] = useSlackLimit();
  const switches = faultSwitches(endpoints, faults);
  const on = switches.filter((each) => each.isOn(faults)).map(({ title }) => title);
  if (isSlackLimited) on.push('Slack limits');
  return (
    <details class="faults" data-bad={on.length > 0}>
      <summary>
        <Icon name="right" />
        <span class="faults-title">Faults</span>
        <span class="faults-now">{on.length === 0 ? 'none' : on.join(', ')}</span>
      </summary>
      <div class="faults-list">
        {switches.map((each) => (
          <Switch
            key={each.id}
            title={each.title}
            detail={each.detail}
            isOn={each.isOn(faults)}
            onToggle={() => postJson(`${url}/_emulator/faults`, toggled(faults, each))}
          />
        ))}
        <Switch
          title="Slack limits"
          detail="one message per second in each channel"
          isOn={isSlackLimited}
          onToggle={() => limitSlack(!isSlackLimited)}
        />
      </div>
    </details>
  );
}

interface SwitchProps {
  readonly title: string;
  readonly detail: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

function Switch({ title, detail, isOn, onToggle }: SwitchProps) {
  return (
    <button type="button" class="switch" role="switch" aria-checked={isOn} onClick={onToggle}>
      <span class="switch-text">
        <span class="switch-title">{title}</span>
        <span class="switch-detail">{detail}</span>
      </span>
      <span class="switch-track" />
    </button>
  );
}

const path = '/_emulator/rate-limit';

/** How often it is polled while the page is visible: another window may have changed it. */
const lookEveryMs = 2_000;

/** Slack's rate limit as a switch that every window shows alike. */
function useSlackLimit(): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(false);

  useEffect(() => {
    async function look() {
      const limit = document.hidden ? undefined : await loadJson<{ readonly isOn: boolean }>(path);
      if (limit) setOn(limit.isOn);
    }
    void look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, []);

  async function order(next: boolean) {
    if (await postJson(path, { isOn: next })) setOn(next);
  }

  return [isOn, order];
}
