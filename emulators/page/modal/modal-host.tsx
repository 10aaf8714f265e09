import { useCallback, useState } from 'preact/hooks';
import type { Modal, Submit } from '../../slack/protocol/client-protocol.ts';
import type { Inputs, InputValue } from '../elements/inputs.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { ModalView } from './modal-view.tsx';

interface ModalHostProps {
  readonly modal: Modal;
  readonly actions: WorkspaceActions;
  readonly appName: string;
}

type ById<T> = Readonly<Record<string, T>>;

/**
 * Keeps what was typed by view id, so that an update of the view and a view pushed over it lose nothing. The
 * client's own errors belong to one version of the view: the next `hash` clears them.
 */
export function ModalHost({ modal, actions, appName }: ModalHostProps) {
  const [inputs, setInputs] = useState<ById<Inputs>>({});
  const [refused, setRefused] = useState<{ version: string; errors: ById<string> }>();
  const version = `${modal.id}/${modal.hash}`;

  const onInput = useCallback(
    (key: string, value: InputValue) =>
      setInputs((all) => ({ ...all, [modal.id]: { ...all[modal.id], [key]: value } })),
    [modal.id],
  );

  async function submit(values: Submit['values']) {
    const receipt = await actions.submit({ id: modal.id, values });
    setRefused({ version, errors: receipt.ok ? {} : (receipt.errors ?? {}) });
  }

  return (
    <ModalView
      key={modal.id}
      modal={modal}
      inputs={inputs[modal.id] ?? noInputs}
      errors={refused?.version === version ? { ...modal.errors, ...refused.errors } : modal.errors}
      actions={actions}
      appName={appName}
      onInput={onInput}
      onSubmit={submit}
    />
  );
}

const noInputs: Inputs = {};
