import type { Endpoint, Weather } from '../../ec2/control/control-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { Switch } from '../controls/switch.tsx';
import { postJson } from '../http/post-json.ts';
import { badDays, toggled } from './bad-days.ts';
import { useSlackLimit } from './use-slack-limit.ts';

interface WeatherSwitchesProps {
  readonly url: string;
  readonly weather: Weather;
  readonly endpoints: readonly Endpoint[];
}

/** Bad days to try the bot on. Closed, it says in one line whether one of them is on. */
export function WeatherSwitches({ url, weather, endpoints }: WeatherSwitchesProps) {
  const [isSlackLimited, limitSlack] = useSlackLimit();
  const days = badDays(endpoints, weather);
  const on = days.filter((day) => day.isOn(weather)).map(({ title }) => title);
  if (isSlackLimited) on.push('Slack limits');
  return (
    <details class="weather" data-bad={on.length > 0}>
      <summary>
        <Icon name="right" />
        <span class="weather-title">Bad days</span>
        <span class="weather-now">{on.length === 0 ? 'none: all is well' : on.join(', ')}</span>
      </summary>
      <div class="weather-list">
        {days.map((day) => (
          <Switch
            key={day.id}
            title={day.title}
            detail={day.detail}
            isOn={day.isOn(weather)}
            onToggle={() => postJson(`${url}/_emulator/weather`, toggled(weather, day))}
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
