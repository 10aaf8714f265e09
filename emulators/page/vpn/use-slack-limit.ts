import { useEffect, useState } from 'preact/hooks';
import { loadJson } from '../http/follow-stream.ts';
import { postJson } from '../http/post-json.ts';

const path = '/_emulator/rate-limit';

/** How often it is polled while the page is visible: another window may have changed it. */
const lookEveryMs = 2_000;

/** Slack's rate limit as a switch that every window shows alike. */
export function useSlackLimit(): readonly [boolean, (isOn: boolean) => void] {
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
