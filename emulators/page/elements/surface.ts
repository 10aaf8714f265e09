import type { Confirm } from '@slack/types';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Act } from '../../slack/protocol/client-protocol.ts';
import type { Inputs, InputValue } from './inputs.ts';

export interface Press {
  readonly blockId: string;
  readonly actionId: string;
  readonly chosen?: string | readonly string[];
  /** The element's confirmation dialog. */
  readonly confirm?: Confirm | undefined;
}

/** The surface that holds the blocks: a message, a modal or the Home tab. */
export interface Surface {
  readonly on: Act['on'];
  readonly inputs: Inputs;
  readonly setInput: (blockId: string, actionId: string, value: InputValue) => void;
  readonly press: (press: Press) => void;
}

export const SurfaceContext = createContext<Surface>({
  on: { kind: 'home' },
  inputs: {},
  setInput: () => {},
  press: () => {},
});

export function useSurface(): Surface {
  return useContext(SurfaceContext);
}
