import { useState } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { type Suggestion, suggestions } from './suggestions.ts';

interface TourProps {
  readonly onTake: (suggestion: Suggestion) => void;
}

type Stage =
  | { readonly kind: 'offered' }
  | { readonly kind: 'taken'; readonly suggestion: Suggestion }
  | { readonly kind: 'dismissed' };

const storageKey = 'tour';

/** A few things to try, above the composer; it never covers anything and stays away once dismissed. */
export function Tour({ onTake }: TourProps) {
  const [stage, setStage] = useState<Stage>(() =>
    sessionStorage.getItem(storageKey) === 'dismissed' ? { kind: 'dismissed' } : { kind: 'offered' },
  );

  function dismiss() {
    sessionStorage.setItem(storageKey, 'dismissed');
    setStage({ kind: 'dismissed' });
  }

  function take(suggestion: Suggestion) {
    setStage({ kind: 'taken', suggestion });
    onTake(suggestion);
  }

  switch (stage.kind) {
    case 'dismissed':
      return (
        <div class="tour" data-stage="dismissed">
          <button type="button" class="tour-open" onClick={() => setStage({ kind: 'offered' })}>
            <Icon name="compass" /> Things to try
          </button>
        </div>
      );
    case 'offered':
      return (
        <section class="tour" aria-label="Things to try">
          <p class="tour-label">
            <Icon name="compass" /> Try
          </p>
          <div class="tour-chips">
            {suggestions.map((suggestion) => (
              <button key={suggestion.title} type="button" class="tour-chip" onClick={() => take(suggestion)}>
                {suggestion.title}
              </button>
            ))}
          </div>
          <CloseTour onClose={dismiss} />
        </section>
      );
    case 'taken':
      return (
        <section class="tour" data-stage="taken" aria-label="What to look for">
          <div class="tour-note">
            <p class="tour-as">{stage.suggestion.as}</p>
            <ol>
              {stage.suggestion.lookFor.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          </div>
          <button type="button" class="tour-open" onClick={() => setStage({ kind: 'offered' })}>
            Try another
          </button>
          <CloseTour onClose={dismiss} />
        </section>
      );
  }
}

function CloseTour({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label="Close the tour" onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
