import type { Confirm } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { useCallback, useId, useMemo, useState } from 'preact/hooks';
import type { Act, Submit } from '../../slack/protocol/client-protocol.ts';
import { Dialog } from '../controls/dialog.tsx';
import { type Inputs, type InputValue, inputKey } from '../elements/inputs.ts';
import { type Press, type Surface, SurfaceContext } from '../elements/surface.ts';
import { plainText } from '../text/plain-text.ts';
import { TextObjectView } from '../text/text-object-view.tsx';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';

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

interface ConfirmDialogProps {
  readonly confirm: Confirm;
  readonly onAnswer: (isConfirmed: boolean) => void;
}

function ConfirmDialog({ confirm, onAnswer }: ConfirmDialogProps) {
  const titleId = useId();
  const title = confirm.title ? plainText(confirm.title) : 'Are you sure?';
  return (
    <Dialog class="dialog confirm" labelledBy={titleId} onCancel={() => onAnswer(false)}>
      <h2 id={titleId} class="dialog-title">
        {title}
      </h2>
      <div class="dialog-body">
        <TextObjectView object={confirm.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" data-style="default" onClick={() => onAnswer(false)}>
          {confirm.deny ? plainText(confirm.deny) : 'Cancel'}
        </button>
        <button
          type="button"
          class="button"
          data-style={confirm.style === 'danger' ? 'danger-solid' : 'primary'}
          onClick={() => onAnswer(true)}
        >
          {confirm.confirm ? plainText(confirm.confirm) : 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
