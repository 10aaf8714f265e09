import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const mostPixels = 160;

/** Lets the field grow with its text, up to where it scrolls. */
export function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, mostPixels)}px`;
  }, [field, text]);
}
