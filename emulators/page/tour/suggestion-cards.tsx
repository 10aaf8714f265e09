import type { Person } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { CloseTour } from './close-tour.tsx';
import { type Suggestion, suggestions } from './suggestions.ts';

interface SuggestionCardsProps {
  readonly people: readonly Person[];
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onClose: () => void;
}

export function SuggestionCards({ people, onTake, onClose }: SuggestionCardsProps) {
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
