import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type ElementStatus, type Interactions, noInteractions } from './interactions.ts';

export const InteractionsContext = createContext<Interactions>(noInteractions);

/** The status of the element with this key; undefined when it is idle. */
export function useElementStatus(element: string): ElementStatus | undefined {
  return useContext(InteractionsContext).status[element];
}
