import { useState } from 'preact/hooks';
import { type Completable, type Completion, completeText, type Suggestion } from './complete-text.ts';

export interface CompletionView {
  /** What is offered at the caret, unless it was hidden. */
  readonly shown: Completion | undefined;
  readonly active: number;
  readonly point: (index: number) => void;
  readonly hide: () => void;
  /** The text has changed and the caret stands here. */
  readonly moveTo: (caret: number) => void;
  /** The caret has moved within the same text. */
  readonly look: (caret: number) => void;
  /** Whether the list took the key for itself. */
  readonly press: (key: string, accept: (suggestion: Suggestion) => void) => boolean;
}

export function useCompletion(text: string, completable: Completable): CompletionView {
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [isHidden, setHidden] = useState(true);
  const shown = isHidden ? undefined : completeText(text, caret, completable);

  function press(key: string, accept: (suggestion: Suggestion) => void): boolean {
    if (!shown) return false;
    const count = shown.suggestions.length;
    const chosen = shown.suggestions[active];
    if (key === 'ArrowDown') setActive((active + 1) % count);
    else if (key === 'ArrowUp') setActive((active + count - 1) % count);
    else if (key === 'Escape') setHidden(true);
    else if ((key === 'Enter' || key === 'Tab') && chosen) accept(chosen);
    else return false;
    return true;
  }

  return {
    shown,
    active,
    press,
    point: setActive,
    look: setCaret,
    hide: () => setHidden(true),
    moveTo(next) {
      setCaret(next);
      setActive(0);
      setHidden(false);
    },
  };
}
