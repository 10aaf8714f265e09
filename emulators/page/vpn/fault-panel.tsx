import type { Endpoint, Faults } from '../../ec2/control/control-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { Switch } from '../controls/switch.tsx';
import { postJson } from '../http/post-json.ts';
import { faultSwitches, toggled } from './fault-switches.ts';
import { useSlackLimit } from './use-slack-limit.ts';

interface WeatherSwitchesProps {
  readonly url: string;
  readonly faults: Faults;
  readonly endpoints: readonly Endpoint[];
}

/** Switches that inject faults. The collapsed panel names the faults that are on. */
export function FaultPanel({ url, faults, endpoints }: WeatherSwitchesProps) {
  const [isSlackLimited, limitSlack] = useSlackLimit();
  const days = faultSwitches(endpoints, faults);
  const on = days.filter((day) => day.isOn(faults)).map(({ title }) => title);
  if (isSlackLimited) on.push('Slack limits');
  return (
    <details class="faults" data-bad={on.length > 0}>
      <summary>
        <Icon name="right" />
        <span class="faults-title">Faults</span>
        <span class="faults-now">{on.length === 0 ? 'none' : on.join(', ')}</span>
      </summary>
      <div class="faults-list">
        {days.map((day) => (
          <Switch
            key={day.id}
            title={day.title}
            detail={day.detail}
            isOn={day.isOn(faults)}
            onToggle={() => postJson(`${url}/_emulator/faults`, toggled(faults, day))}
          />
        ))}
        <Switch
          title="Slack limits"
          detail="one message a second in each channel"
          isOn={isSlackLimited}
          onToggle={() => limitSlack(!isSlackLimited)}
        />
      </div>
    </details>
  );
}
