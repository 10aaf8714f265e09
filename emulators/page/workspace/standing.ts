import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Interactions, noInteractions, type Standing } from './interactions.ts';

export const InteractionsContext = createContext<Interactions>(noInteractions);

/** How the element of this key stands; undefined when it is idle. */
export function useStanding(element: string): Standing | undefined {
  return useContext(InteractionsContext).standing[element];
}
