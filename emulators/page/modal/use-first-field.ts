import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * Puts the focus into the first field to type in, or else the first to choose in, as soon as there is one: a
 * modal that opens with "Looking up…" gets its fields later. Whoever has moved the focus keeps it.
 */
export function useFirstField(form: RefObject<HTMLFormElement | null>, version: string): void {
  useEffect(() => {
    if (document.activeElement !== form.current?.closest('dialog')) return;
    const field =
      form.current?.querySelector<HTMLElement>(fields) ??
      form.current?.querySelector<HTMLElement>('input, .select');
    field?.focus();
  }, [form, version]);
}

const fields = 'textarea, input[type=text]';
