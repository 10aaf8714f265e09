import { Icon } from '../controls/icon.tsx';
import { CloseTour } from './close-tour.tsx';
import { type Suggestion, suggestions } from './suggestions.ts';

interface SuggestionStripProps {
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onClose: () => void;
}

export function SuggestionStrip({ onTake, onClose }: SuggestionStripProps) {
  return (
    <section class="tour" aria-label="Things to try">
      <p class="tour-label">
        <Icon name="compass" /> Try
      </p>
      <div class="tour-chips">
        {suggestions.map((suggestion) => (
          <button key={suggestion.title} type="button" class="tour-chip" onClick={() => onTake(suggestion)}>
            {suggestion.title}
          </button>
        ))}
      </div>
      <CloseTour onClose={onClose} />
    </section>
  );
}
