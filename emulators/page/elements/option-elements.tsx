import type { Checkboxes, Option, RadioButtons } from '@slack/types';
import { useId } from 'preact/hooks';
import { TextObjectView } from '../text/text-object-view.tsx';
import type { ElementStatus } from '../workspace/interactions.ts';
import { StatusNote } from './status-note.tsx';
import { type ElementProps, useElement } from './use-element.ts';

export function CheckboxesElement(props: ElementProps<Checkboxes>) {
  const { value, status, change } = useElement(props);
  const { input, element } = props;
  const ticked = Array.isArray(value) ? value : [];
  const options = element.options.map((option) => option.value ?? '');

  /** The ticked values in the order of the options, as Slack reports them. */
  function toggle(toggled: string) {
    change(options.filter((option) => (option === toggled) !== ticked.includes(option)));
  }

  const isTicked = (option: string) => ticked.includes(option);
  const list = { options: element.options, input, status, isChosen: isTicked, choose: toggle };
  return <OptionList type="checkbox" {...list} />;
}

export function RadioButtonsElement(props: ElementProps<RadioButtons>) {
  const { value, status, change } = useElement(props);
  const { input, element } = props;

  const isChosen = (option: string) => value === option;
  const list = { options: element.options, input, status, isChosen, choose: change };
  return <OptionList type="radio" {...list} />;
}

interface OptionListProps {
  readonly type: 'checkbox' | 'radio';
  readonly options: readonly Option[];
  readonly input: ElementProps<object>['input'];
  readonly status: ElementStatus | undefined;
  readonly isChosen: (value: string) => boolean;
  readonly choose: (value: string) => void;
}

/** Options that are all in view, of which several or one may be chosen. */
function OptionList({ type, options, input, status, isChosen, choose }: OptionListProps) {
  const name = useId();
  return (
    <fieldset
      class="options"
      aria-labelledby={input?.labelId}
      aria-describedby={input?.describedBy}
      aria-busy={status?.kind === 'running'}
    >
      {options.map((option) => (
        <label key={option.value} class="option">
          <input
            type={type}
            name={name}
            checked={isChosen(option.value ?? '')}
            onChange={() => choose(option.value ?? '')}
          />
          <OptionText option={option} />
        </label>
      ))}
      <StatusNote status={status} />
    </fieldset>
  );
}

function OptionText({ option }: { readonly option: Option }) {
  return (
    <span class="option-text">
      <TextObjectView object={option.text} />
      {option.description && (
        <span class="option-description">
          <TextObjectView object={option.description} />
        </span>
      )}
    </span>
  );
}
