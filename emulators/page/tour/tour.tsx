import { useState } from 'preact/hooks';
import type { Person } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { Icon } from '../controls/icon.tsx';
import { type Suggestion, suggestions } from './suggestions.ts';

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
  const [stage, setStage] = useState<Stage>(() =>
    sessionStorage.getItem(storageKey) === 'dismissed' ? { kind: 'dismissed' } : { kind: 'offered' },
  );
  const offer = () => setStage({ kind: 'offered' });

  function dismiss() {
    sessionStorage.setItem(storageKey, 'dismissed');
    setStage({ kind: 'dismissed' });
  }

  function take(suggestion: Suggestion) {
    setStage({ kind: 'taken', suggestion });
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

interface SuggestionCardsProps {
  readonly people: readonly Person[];
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onClose: () => void;
}

function SuggestionCards({ people, onTake, onClose }: SuggestionCardsProps) {
  return (
    <section class="tour-cards" aria-label="Things to try">
      <header class="tour-cards-head">
        <p>Six things to try: each puts a command below, you send it. Company and VPN are made up.</p>
        <CloseTour onClose={onClose} />
      </header>
      <ul>
        {suggestions.map((suggestion) => {
          const person = people.find(({ id }) => id === suggestion.person);
          return (
            <li key={suggestion.title}>
              <button type="button" class="tour-card" onClick={() => onTake(suggestion)}>
                {person && <Avatar person={person} size="medium" />}
                <span class="tour-card-text">
                  <span class="tour-card-title">{suggestion.title}</span>
                  <span class="tour-card-promise">{suggestion.promise}</span>
                  <span class="tour-card-as">
                    as {person?.realName} in {suggestion.room}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface SuggestionStripProps {
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onClose: () => void;
}

function SuggestionStrip({ onTake, onClose }: SuggestionStripProps) {
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

interface WhatToLookForProps {
  readonly suggestion: Suggestion;
  readonly personName: string;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

function WhatToLookFor({ suggestion, personName, onAnother, onClose }: WhatToLookForProps) {
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

function CloseTour({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label="Close the tour" onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
