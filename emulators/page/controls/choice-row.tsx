import type { Choice } from './choice-menu.tsx';
import { Icon } from './icon.tsx';

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

export function ChoiceRow({ id, choice, heading, isActive, isChosen, onPoint, onChoose }: ChoiceRowProps) {
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
