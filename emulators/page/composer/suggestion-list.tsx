import { useEffect, useRef } from 'preact/hooks';
import type { Suggestion } from './complete-text.ts';
import type { CompletionView } from './use-completion.ts';

interface SuggestionListProps {
  readonly id: string;
  readonly completion: CompletionView;
  readonly onAccept: (suggestion: Suggestion) => void;
}

export function SuggestionList({ id, completion, onAccept }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  const suggestions = completion.shown?.suggestions ?? [];
  useEffect(
    () => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
    [completion.active],
  );

  return (
    <div class="suggestions">
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="Suggestions" tabIndex={-1}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the composer, which names the active one
          <div
            key={suggestion.title}
            id={`${id}-${index}`}
            class="suggestion"
            role="option"
            tabIndex={-1}
            aria-selected={index === completion.active}
            onPointerMove={() => completion.point(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onAccept(suggestion)}
          >
            <span class="suggestion-title">{suggestion.title}</span>
            <span class="suggestion-detail">{suggestion.detail}</span>
          </div>
        ))}
      </div>
      <p class="suggestion-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Tab</kbd> take <kbd>Esc</kbd> hide
      </p>
      <div class="heard-only" role="status">
        {suggestions.length} suggestions. {suggestions[completion.active]?.title}
      </div>
    </div>
  );
}
