import { CloseTour } from './close-tour.tsx';
import type { Suggestion } from './suggestions.ts';

interface WhatToLookForProps {
  readonly suggestion: Suggestion;
  readonly personName: string;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

export function WhatToLookFor({ suggestion, personName, onAnother, onClose }: WhatToLookForProps) {
  return (
    <section class="tour" data-stage="taken" aria-label="What to look for">
      <div class="tour-note">
        <p class="tour-as">
          {suggestion.title}{' '}
          <span>
            · as {personName} in {suggestion.room}
          </span>
        </p>
        <ol>
          {suggestion.lookFor.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </div>
      <button type="button" class="tour-open" onClick={onAnother}>
        Try another
      </button>
      <CloseTour onClose={onClose} />
    </section>
  );
}
