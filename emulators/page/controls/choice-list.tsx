import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { activeAfter, activeByLetter } from './choice-keys.ts';
import type { Choice } from './choice-menu.tsx';
import { ChoiceRow } from './choice-row.tsx';

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
