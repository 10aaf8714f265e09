import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

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

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
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
