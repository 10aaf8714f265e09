import { useEffect, useState } from 'preact/hooks';
import type { Person } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { Icon } from '../controls/icon.tsx';
import type { Place } from '../workspace/place.ts';
import { roomNames, type Step, type Suggestion, suggestions } from './suggestions.ts';

interface TourProps {
  /** Whether the channel is empty, so that there is room for more than a line. */
  readonly isRoomy: boolean;
  readonly people: readonly Person[];
  /** Who the visitor acts as, and where they are. */
  readonly place: Place;
  /** Goes to the step's place, and puts its command into the composer. */
  readonly onTake: (step: Step) => void;
}

type Stage =
  | { readonly kind: 'offered' }
  | { readonly kind: 'taken'; readonly suggestion: Suggestion; readonly at: number }
  | { readonly kind: 'dismissed' };

const storageKey = 'tour';

/** A few things to try, above the composer; it never covers anything and stays away once dismissed. */
export function Tour({ isRoomy, people, place, onTake }: TourProps) {
  const [stage, setStage] = useState<Stage>(() =>
    sessionStorage.getItem(storageKey) === 'dismissed' ? { kind: 'dismissed' } : { kind: 'offered' },
  );
  const [person, setPerson] = useState(place.person);
  const isNarrow = useIsNarrow();
  const offer = () => setStage({ kind: 'offered' });

  if (person !== place.person) {
    setPerson(place.person);
    setStage(followPerson(stage, place.person));
  }

  function dismiss() {
    sessionStorage.setItem(storageKey, 'dismissed');
    setStage({ kind: 'dismissed' });
  }

  function take(suggestion: Suggestion) {
    setStage({ kind: 'taken', suggestion, at: 0 });
    onTake(suggestion.steps[0]);
  }

  switch (stage.kind) {
    case 'taken':
      return (
        <StepNote
          {...stage}
          people={people}
          place={place}
          onStep={(at) => setStage({ ...stage, at })}
          onTake={onTake}
          onAnother={offer}
          onClose={dismiss}
        />
      );
    case 'dismissed':
      return (
        <div class="tour" data-stage="dismissed">
          <button type="button" class="tour-open" onClick={offer}>
            <Icon name="compass" /> Things to try
          </button>
        </div>
      );
    case 'offered': {
      const offered = suggestionsFor(place.person);
      return isRoomy && !isNarrow ? (
        <SuggestionCards offered={offered} people={people} onTake={take} onClose={dismiss} />
      ) : (
        <SuggestionStrip offered={offered} onTake={take} onClose={dismiss} />
      );
    }
  }
}

/** What this person can try comes first. */
function suggestionsFor(person: string): readonly Suggestion[] {
  const isTheirs = ({ steps }: Suggestion) => steps[0].person === person;
  return [...suggestions.filter(isTheirs), ...suggestions.filter((each) => !isTheirs(each))];
}

/** A visitor who switches to the person of another step is at that step. */
function followPerson(stage: Stage, person: string): Stage {
  if (stage.kind !== 'taken') return stage;
  const { steps } = stage.suggestion;
  const later = steps.findIndex((step, index) => index > stage.at && step.person === person);
  const at = later >= 0 ? later : steps.findIndex((step) => step.person === person);
  return at < 0 || steps[stage.at]?.person === person ? stage : { ...stage, at };
}

/** Where the panels take turns, as the style sheet has it. */
const narrow = '(max-width: 900px)';

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(narrow).matches);
  useEffect(() => {
    const query = matchMedia(narrow);
    const look = () => setNarrow(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return isNarrow;
}

interface OfferProps {
  readonly offered: readonly Suggestion[];
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onClose: () => void;
}

function SuggestionCards({ offered, people, onTake, onClose }: OfferProps & Pick<TourProps, 'people'>) {
  return (
    <section class="tour-cards" aria-label="Things to try">
      <header class="tour-cards-head">
        <p>Things to try. Each fills in a command for you to send. The company and its VPN are made up.</p>
        <CloseTour onClose={onClose} />
      </header>
      <ul>
        {offered.map((suggestion) => {
          const [{ person: id, channel }] = suggestion.steps;
          const person = people.find((each) => each.id === id);
          return (
            <li key={suggestion.title}>
              <button type="button" class="tour-card" onClick={() => onTake(suggestion)}>
                {person && <Avatar person={person} size="medium" />}
                <span class="tour-card-text">
                  <span class="tour-card-title">{suggestion.title}</span>
                  <span class="tour-card-promise">{suggestion.promise}</span>
                  <span class="tour-card-as">
                    as {person?.realName} in {roomNames[channel]}
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

function SuggestionStrip({ offered, onTake, onClose }: OfferProps) {
  return (
    <section class="tour" aria-label="Things to try">
      <p class="tour-label">
        <Icon name="compass" /> Try
      </p>
      <div class="tour-chips">
        {offered.map((suggestion) => (
          <button key={suggestion.title} type="button" class="tour-chip" onClick={() => onTake(suggestion)}>
            {suggestion.title}
          </button>
        ))}
      </div>
      <CloseTour onClose={onClose} />
    </section>
  );
}

interface StepNoteProps extends Pick<TourProps, 'people' | 'place' | 'onTake'> {
  readonly suggestion: Suggestion;
  readonly at: number;
  readonly onStep: (at: number) => void;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

/** The step that the visitor is at, and the way to its place where they are elsewhere. */
function StepNote({ suggestion, at, people, place, onStep, onTake, onAnother, onClose }: StepNoteProps) {
  const { steps, title } = suggestion;
  const step = steps[at] ?? steps[0];
  const person = people.find(({ id }) => id === step.person);
  const isThere = place.person === step.person && place.channel === step.channel;
  return (
    <section class="tour" data-stage="taken" aria-label="What to do">
      <header class="tour-head">
        <p class="tour-title">
          {title}{' '}
          <span>
            · as {person?.realName} in {roomNames[step.channel]}
          </span>
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label="Previous step"
          disabled={at === 0}
          onClick={() => onStep(at - 1)}
        >
          <Icon name="left" />
        </button>
        <p class="tour-count">
          {at + 1} of {steps.length}
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label="Next step"
          disabled={at === steps.length - 1}
          onClick={() => onStep(at + 1)}
        >
          <Icon name="right" />
        </button>
        <CloseTour onClose={onClose} />
      </header>
      <p class="tour-line" aria-live="polite">
        {step.line}{' '}
        {!isThere || (step.text !== undefined && at > 0) ? (
          <button type="button" class="tour-go" onClick={() => onTake(step)}>
            {goTitle(step, place, person)}
          </button>
        ) : (
          at === steps.length - 1 && (
            <button type="button" class="tour-go" onClick={onAnother}>
              Try another
            </button>
          )
        )}
      </p>
    </section>
  );
}

function goTitle(step: Step, place: Place, person: Person | undefined): string {
  if (place.person !== step.person) return `Act as ${person?.realName.split(' ')[0]}`;
  return place.channel === step.channel ? 'Fill in the command' : `Open ${roomNames[step.channel]}`;
}

function CloseTour({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label="Close the tour" onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
