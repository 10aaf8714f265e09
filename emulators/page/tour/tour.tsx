import { useState } from 'preact/hooks';
import type { Person } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { SuggestionCards } from './suggestion-cards.tsx';
import { SuggestionStrip } from './suggestion-strip.tsx';
import type { Suggestion } from './suggestions.ts';
import { WhatToLookFor } from './what-to-look-for.tsx';

interface TourProps {
  /** Whether the channel is empty, so that there is room for more than a line. */
  readonly isRoomy: boolean;
  readonly people: readonly Person[];
  readonly onTake: (suggestion: Suggestion) => void;
}

type Stage =
  | { readonly kind: 'offered' }
  | { readonly kind: 'taken'; readonly suggestion: Suggestion }
  | { readonly kind: 'dismissed' };

const storageKey = 'tour';

/** A few things to try, above the composer; it never covers anything and stays away once dismissed. */
export function Tour({ isRoomy, people, onTake }: TourProps) {
  const [stage, startTestPage] = useState<Stage>(() =>
    sessionStorage.getItem(storageKey) === 'dismissed' ? { kind: 'dismissed' } : { kind: 'offered' },
  );
  const offer = () => startTestPage({ kind: 'offered' });

  function dismiss() {
    sessionStorage.setItem(storageKey, 'dismissed');
    startTestPage({ kind: 'dismissed' });
  }

  function take(suggestion: Suggestion) {
    startTestPage({ kind: 'taken', suggestion });
    onTake(suggestion);
  }

  if (stage.kind === 'taken') {
    const person = people.find(({ id }) => id === stage.suggestion.person);
    return (
      <WhatToLookFor
        suggestion={stage.suggestion}
        personName={person?.realName ?? ''}
        onAnother={offer}
        onClose={dismiss}
      />
    );
  }
  if (stage.kind === 'dismissed') {
    return (
      <div class="tour" data-stage="dismissed">
        <button type="button" class="tour-open" onClick={offer}>
          <Icon name="compass" /> Things to try
        </button>
      </div>
    );
  }
  if (isRoomy) return <SuggestionCards people={people} onTake={take} onClose={dismiss} />;
  return <SuggestionStrip onTake={take} onClose={dismiss} />;
}
