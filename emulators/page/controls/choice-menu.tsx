import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Choice, ChoiceList } from './choice-list.tsx';

interface ChoiceMenuProps {
  /** What is chosen here. */
  readonly name: string;
  /** Said before the visible content of the trigger, where that does not say what is chosen here. */
  readonly prefix?: string;
  readonly class: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly isBusy?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChoose: (value: string) => void;
  readonly children: ComponentChildren;
}

/** A button that opens a list of choices over the page: selects, overflow menus, the switch of persons. */
export function ChoiceMenu(props: ChoiceMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const id = useId();

  // At once, so that the next key already finds the list.
  useLayoutEffect(() => {
    if (isOpen && trigger.current && popover.current) placeBeside(trigger.current, popover.current);
  }, [isOpen]);

  function open() {
    if (props.isBusy || !trigger.current || !popover.current) return;
    popover.current.showPopover();
    setOpen(true);
  }

  function choose(value: string) {
    popover.current?.hidePopover();
    trigger.current?.focus();
    props.onChoose(value);
  }

  return (
    <>
      <button
        ref={trigger}
        type="button"
        class={props.class}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-busy={props.isBusy}
        aria-describedby={props.describedBy}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          open();
        }}
      >
        {props.prefix !== undefined && <span class="heard-only">{props.prefix} </span>}
        {props.children}
      </button>
      <div
        ref={popover}
        id={id}
        class="menu"
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen && (
          <ChoiceList name={props.name} choices={props.choices} chosen={props.chosen} onChoose={choose} />
        )}
      </div>
    </>
  );
}

const gap = 4;
const margin = 8;

/** Puts an open popover under its trigger, or above it where there is more room, inside the window. */
function placeBeside(trigger: HTMLElement, popover: HTMLElement): void {
  const anchor = trigger.getBoundingClientRect();
  const below = innerHeight - anchor.bottom - gap - margin;
  const above = anchor.top - gap - margin;
  const goesBelow = below >= Math.min(popover.scrollHeight, 280) || below >= above;
  popover.style.minWidth = `${Math.max(anchor.width, 180)}px`;
  popover.style.maxHeight = `${Math.min(goesBelow ? below : above, 560)}px`;
  popover.style.top = goesBelow ? `${anchor.bottom + gap}px` : 'auto';
  popover.style.bottom = goesBelow ? 'auto' : `${innerHeight - anchor.top + gap}px`;
  const left = Math.min(anchor.left, innerWidth - popover.offsetWidth - margin);
  popover.style.left = `${Math.max(left, margin)}px`;
}
