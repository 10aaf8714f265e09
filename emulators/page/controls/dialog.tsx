import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly class: string;
  readonly labelledBy: string;
  /** Escape was pressed. */
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, makes the page behind it inert, and gives the
 * focus back to where it came from.
 */
export function Dialog({ class: className, labelledBy, onCancel, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Not on the first button: nobody closes or confirms with a key meant for what was there before.
    shown?.focus();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      class={className}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      {children}
    </dialog>
  );
}
