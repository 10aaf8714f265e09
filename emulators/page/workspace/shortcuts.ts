import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { Shortcut } from '../../slack/protocol/client-protocol.ts';

export const ShortcutsContext = createContext<readonly Shortcut[]>([]);

/** The app's shortcuts of one type. */
export function useShortcuts(type: Shortcut['type']): readonly Shortcut[] {
  const all = useContext(ShortcutsContext);
  return useMemo(() => all.filter((each) => each.type === type), [all, type]);
}
