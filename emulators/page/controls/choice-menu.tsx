import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ChoiceList } from './choice-list.tsx';
import { placeBeside } from './place-beside.ts';

export interface Choice {
  readonly value: string;
  readonly title: ComponentChildren;
  /** What the filter and the first-letter search look at. */
  readonly words: string;
  readonly group?: string | undefined;
}

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
