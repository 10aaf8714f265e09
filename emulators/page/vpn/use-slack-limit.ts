import { useState } from 'preact/hooks';
import { postJson } from './post-json.ts';

const storageKey = 'slack-limit';

/**
 * Slack's rate limit as a switch. The workspace takes the order but does not tell whether one is in force, so
 * the window that gave it remembers.
 */
export function useSlackLimit(): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => sessionStorage.getItem(storageKey) === 'on');

  async function order(next: boolean) {
    if (!(await postJson('/_emulator/rate-limit', { isOn: next }))) return;
    sessionStorage.setItem(storageKey, next ? 'on' : 'off');
    setOn(next);
  }

  return [isOn, order];
}
