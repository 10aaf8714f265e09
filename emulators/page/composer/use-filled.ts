import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Takes the focus, with the caret at the end, whenever something else has put text into the field. */
export function useFilled(
  field: RefObject<HTMLTextAreaElement | null>,
  filled: number,
  onFilled: () => void,
): void {
  useEffect(() => {
    const area = field.current;
    if (filled === 0 || !area || area.value === '') return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    onFilled();
  }, [filled]);
}
