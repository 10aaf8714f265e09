import type { RefObject } from 'preact';
import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Modal } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { parseBlocks } from '../blocks/parse-block.ts';
import { SurfaceFrame } from '../blocks/surface-frame.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { Icon } from '../controls/icon.tsx';
import { collectValues, type Inputs, type InputValue } from '../elements/inputs.ts';
import { StatusNote } from '../elements/status-note.tsx';
import { useElementStatus } from '../workspace/element-status.ts';
import { submitKey, type WorkspaceActions } from '../workspace/workspace-actions.ts';

interface ModalViewProps {
  readonly modal: Modal;
  readonly inputs: Inputs;
  readonly errors: Readonly<Record<string, string>>;
  readonly actions: WorkspaceActions;
  readonly appName: string;
  readonly onInput: (key: string, value: InputValue) => void;
  readonly onSubmit: (values: ReturnType<typeof collectValues>) => void;
}

export function ModalView({ modal, inputs, errors, actions, appName, onInput, onSubmit }: ModalViewProps) {
  const titleId = useId();
  const form = useRef<HTMLFormElement>(null);
  const status = useElementStatus(submitKey(modal.id));
  const isBusy = status?.kind === 'running';
  const on = useMemo(() => ({ kind: 'modal', id: modal.id }) as const, [modal.id]);
  const close = () => actions.close(modal.id);
  const collect = useCallback(() => collectValues(parseBlocks(modal.blocks), inputs), [modal.blocks, inputs]);

  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), [errors]);

  useFirstField(form, modal.hash);

  function submit(event: Event) {
    event.preventDefault();
    if (!isBusy) onSubmit(collect());
  }

  return (
    <Dialog class="dialog modal" labelledBy={titleId} onCancel={close}>
      <header class="modal-head">
        <div>
          <h2 id={titleId} class="dialog-title">
            {modal.title}
          </h2>
          <p class="modal-app">{appName}</p>
        </div>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <form ref={form} class="modal-form" noValidate onSubmit={submit}>
        <div class="dialog-body" aria-live="polite">
          <SurfaceFrame on={on} actions={actions} inputs={inputs} onInput={onInput} collect={collect}>
            <BlockList blocks={modal.blocks} errors={errors} />
          </SurfaceFrame>
        </div>
        <footer class="dialog-foot">
          <StatusNote status={status?.kind === 'refused' && hasAny(errors) ? undefined : status} />
          <button type="button" class="button" data-style="default" onClick={close}>
            {modal.close ?? 'Close'}
          </button>
          {modal.submit !== null && (
            <button
              type="submit"
              class="button"
              data-style="primary"
              aria-busy={isBusy}
              aria-disabled={isBusy}
            >
              <span class="button-text">{modal.submit}</span>
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

function hasAny(errors: Readonly<Record<string, string>>): boolean {
  return Object.keys(errors).length > 0;
}

/**
 * Puts the focus into the first field to type in, or else the first to choose in, as soon as there is one: a
 * modal that opens with "Looking up…" gets its fields later. Whoever has moved the focus keeps it.
 */
function useFirstField(form: RefObject<HTMLFormElement | null>, version: string): void {
  useEffect(() => {
    if (document.activeElement !== form.current?.closest('dialog')) return;
    const field =
      form.current?.querySelector<HTMLElement>(fields) ??
      form.current?.querySelector<HTMLElement>('input, .select');
    field?.focus();
  }, [form, version]);
}

const fields = 'textarea, input[type=text]';
