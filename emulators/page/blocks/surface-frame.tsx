import type { Confirm } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Act, Submit } from '../../slack/protocol/client-protocol.ts';
import { type Inputs, type InputValue, inputKey } from '../elements/inputs.ts';
import { type Press, type Surface, SurfaceContext } from '../elements/surface.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface SurfaceFrameProps {
  readonly on: Act['on'];
  readonly actions: WorkspaceActions;
  readonly inputs: Inputs;
  readonly onInput: (key: string, value: InputValue) => void;
  /** In a view: the values of its inputs, which Slack sends with every action. */
  readonly collect?: () => Submit['values'];
  readonly children: ComponentChildren;
}

/** Sends presses of elements to the workspace, after a confirmation dialog where the element has one. */
export function SurfaceFrame({ on, actions, inputs, onInput, collect, children }: SurfaceFrameProps) {
  const [asked, setAsked] = useState<{ readonly confirm: Confirm; readonly press: Press } | null>(null);

  const send = useCallback(
    ({ blockId, actionId, chosen }: Press) => {
      const choice = chosen === undefined ? {} : { chosen };
      const values = collect === undefined ? {} : { values: collect() };
      actions.act({ on, blockId, actionId, ...choice, ...values });
    },
    [on, actions, collect],
  );

  const surface = useMemo<Surface>(() => {
    const setInput = (blockId: string, actionId: string, value: InputValue) =>
      onInput(inputKey(blockId, actionId), value);
    const press = (each: Press) =>
      each.confirm ? setAsked({ confirm: each.confirm, press: each }) : send(each);
    return { on, inputs, setInput, press };
  }, [on, inputs, onInput, send]);

  return (
    <SurfaceContext.Provider value={surface}>
      {children}
      {asked && (
        <ConfirmDialog
          confirm={asked.confirm}
          onAnswer={(isConfirmed) => {
            setAsked(null);
            if (isConfirmed) send(asked.press);
          }}
        />
      )}
    </SurfaceContext.Provider>
  );
}
