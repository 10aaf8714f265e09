import type { Confirm } from '@slack/types';
import { useElementStatus } from '../workspace/element-status.ts';
import type { ElementStatus } from '../workspace/interactions.ts';
import { elementKey } from '../workspace/workspace-actions.ts';
import { type InputValue, initialValue, inputKey } from './inputs.ts';
import { useSurface } from './surface.ts';

/** What an input block knows about its element. */
export interface InputFrame {
  readonly fieldId: string;
  readonly label: string;
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  /** Whether a change is sent to the app before the view is submitted. */
  readonly dispatches: boolean;
}

export interface ElementProps<Element> {
  readonly blockId: string;
  readonly element: Element;
  /** Absent outside of input blocks. */
  readonly input?: InputFrame | undefined;
}

interface Interactive {
  readonly type: string;
  readonly action_id?: string | undefined;
  readonly confirm?: Confirm | undefined;
}

interface ElementState {
  readonly value: InputValue;
  readonly status: ElementStatus | undefined;
  /** Sends the action to the app, after the element's confirmation dialog where it has one. */
  readonly press: (chosen?: string | readonly string[]) => void;
  /** Keeps the value, and sends it to the app unless it is only sent with the submission. */
  readonly change: (value: InputValue) => void;
}

export function useElement({ blockId, element, input }: ElementProps<Interactive>): ElementState {
  const surface = useSurface();
  const actionId = element.action_id ?? '';
  const status = useElementStatus(elementKey(surface.on, blockId, actionId));
  const kept = surface.inputs[inputKey(blockId, actionId)];
  const tells = input === undefined || input.dispatches;

  function press(chosen?: string | readonly string[]) {
    const choice = chosen === undefined ? {} : { chosen };
    surface.press({ blockId, actionId, confirm: element.confirm, ...choice });
  }

  return {
    value: kept === undefined ? (initialValue(element) ?? null) : kept,
    status,
    press,
    change(value) {
      surface.setInput(blockId, actionId, value);
      if (tells && value !== null) press(value);
    },
  };
}
