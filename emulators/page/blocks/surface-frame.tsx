import type { Confirm } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Act } from '../../slack/client-protocol.ts';
import type { Deeds } from '../workspace/deeds.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { type Inputs, type InputValue, inputKey } from './inputs.ts';
import { type Press, type Surface, SurfaceContext } from './surface.ts';

interface SurfaceFrameProps {
  readonly on: Act['on'];
  readonly deeds: Deeds;
  readonly inputs: Inputs;
  readonly onInput: (key: string, value: InputValue) => void;
  readonly children: ComponentChildren;
}

/** Carries presses from the blocks inside to the workspace, and asks first where an element wants that. */
export function SurfaceFrame({ on, deeds, inputs, onInput, children }: SurfaceFrameProps) {
  const [asked, setAsked] = useState<{ readonly confirm: Confirm; readonly press: Press } | null>(null);

  const surface = useMemo<Surface>(() => {
    const setInput = (blockId: string, actionId: string, value: InputValue) =>
      onInput(inputKey(blockId, actionId), value);
    const press = (each: Press) => {
      if (each.confirm) setAsked({ confirm: each.confirm, press: each });
      else send(on, deeds, each);
    };
    return { on, inputs, setInput, press };
  }, [on, deeds, inputs, onInput]);

  return (
    <SurfaceContext.Provider value={surface}>
      {children}
      {asked && (
        <ConfirmDialog
          confirm={asked.confirm}
          onAnswer={(isConfirmed) => {
            setAsked(null);
            if (isConfirmed) send(on, deeds, asked.press);
          }}
        />
      )}
    </SurfaceContext.Provider>
  );
}

function send(on: Act['on'], deeds: Deeds, { blockId, actionId, chosen }: Press) {
  deeds.act({ on, blockId, actionId, ...(chosen === undefined ? {} : { chosen }) });
}
