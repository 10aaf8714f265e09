import type { RadioButtons } from '@slack/types';
import { useId } from 'preact/hooks';
import type { ElementProps } from './element-view.tsx';
import { OptionText } from './option-text.tsx';
import { StandingNote } from './standing-note.tsx';
import { useElement } from './use-element.ts';

export function RadioButtonsElement(props: ElementProps<RadioButtons>) {
  const { value, standing, change } = useElement(props);
  const name = useId();
  return (
    <fieldset
      class="options"
      aria-labelledby={props.input?.labelId}
      aria-describedby={props.input?.describedBy}
      aria-busy={standing?.kind === 'running'}
    >
      {props.element.options.map((option) => (
        <label key={option.value} class="option">
          <input
            type="radio"
            name={name}
            checked={value === option.value}
            onChange={() => change(option.value ?? '')}
          />
          <OptionText option={option} />
        </label>
      ))}
      <StandingNote standing={standing} />
    </fieldset>
  );
}
