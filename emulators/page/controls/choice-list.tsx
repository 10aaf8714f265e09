import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface Choice {
  readonly value: string;
  readonly title: ComponentChildren;
  /** What the filter and the first-letter search look at. */
  readonly words: string;
  readonly group?: string | undefined;
}

interface ChoiceListProps {
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly onChoose: (value: string) => void;
}

/** From so many choices on a field narrows them down. */
const filterFrom = 9;

export function ChoiceList({ name, choices, chosen, onChoose }: ChoiceListProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const [active, setActive] = useState(() => indexOf(choices, chosen));
  const shown = choices.filter(({ words }) => words.toLowerCase().includes(filter.toLowerCase()));
  const hasFilter = choices.length >= filterFrom;

  useLayoutEffect(() => box.current?.querySelector<HTMLElement>('[data-focus]')?.focus(), []);
  useEffect(
    () => box.current?.querySelector('[data-active=true]')?.scrollIntoView({ block: 'nearest' }),
    [active],
  );

  function press(event: KeyboardEvent) {
    const to = activeAfter(event.key, active, shown.length);
    const picked = shown[active];
    if (to !== undefined) setActive(to);
    else if (picked && (event.key === 'Enter' || (event.key === ' ' && !hasFilter))) onChoose(picked.value);
    else if (!hasFilter && event.key.length === 1) setActive(activeByLetter(shown, active, event.key));
    else return;
    event.preventDefault();
  }

  const focused = {
    'data-focus': true,
    'aria-activedescendant': shown[active] ? `${id}-${active}` : undefined,
    onKeyDown: press,
  };
  return (
    <div ref={box} class="menu-body">
      {hasFilter && (
        <input
          {...focused}
          class="menu-filter"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-label={`${name}: search`}
          placeholder="Search"
          autocomplete="off"
          value={filter}
          onInput={({ currentTarget }) => {
            setFilter(currentTarget.value);
            setActive(0);
          }}
        />
      )}
      <div
        id={`${id}-list`}
        class="menu-list"
        role="listbox"
        aria-label={name}
        tabIndex={0}
        {...(hasFilter ? {} : focused)}
      >
        {shown.map((choice, index) => (
          <ChoiceRow
            key={choice.value}
            id={`${id}-${index}`}
            choice={choice}
            heading={choice.group === shown[index - 1]?.group ? undefined : choice.group}
            isActive={index === active}
            isChosen={choice.value === chosen}
            onPoint={() => setActive(index)}
            onChoose={() => onChoose(choice.value)}
          />
        ))}
      </div>
      {shown.length === 0 && <p class="menu-empty">Nothing matches.</p>}
    </div>
  );
}

/** Of the chosen one, or of the first. */
function indexOf(choices: readonly Choice[], chosen: string | null): number {
  const index = choices.findIndex(({ value }) => value === chosen);
  return Math.max(0, index);
}

interface ChoiceRowProps {
  readonly id: string;
  readonly choice: Choice;
  /** Name of the group that begins here. */
  readonly heading: string | undefined;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function ChoiceRow({ id, choice, heading, isActive, isChosen, onPoint, onChoose }: ChoiceRowProps) {
  return (
    <>
      {heading !== undefined && (
        <div class="menu-heading" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list, which names its active option */}
      <div
        id={id}
        class="menu-choice"
        role="option"
        tabIndex={-1}
        aria-selected={isChosen}
        data-active={isActive}
        onPointerMove={onPoint}
        onClick={onChoose}
      >
        <span class="menu-title">{choice.title}</span>
        {isChosen && <Icon name="check" />}
      </div>
    </>
  );
}

/** Where an arrow, Home or End leads in a list of so many; undefined for other keys. */
function activeAfter(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** The next choice after the active one that begins with the letter, as in a native list. */
function activeByLetter(choices: readonly Choice[], active: number, letter: string): number {
  const begins = ({ words }: Choice) => words.toLowerCase().startsWith(letter.toLowerCase());
  const after = choices.findIndex((choice, index) => index > active && begins(choice));
  const any = after >= 0 ? after : choices.findIndex(begins);
  return any >= 0 ? any : active;
}
