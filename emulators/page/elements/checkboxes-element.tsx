import type { Checkboxes } from '@slack/types';
import type { ElementProps } from './element-view.tsx';
import { OptionText } from './option-text.tsx';
import { StandingNote } from './standing-note.tsx';
import { useElement } from './use-element.ts';

export function CheckboxesElement(props: ElementProps<Checkboxes>) {
  const { value, standing, change } = useElement(props);
  const ticked = Array.isArray(value) ? value : [];
  const options = props.element.options.map((option) => option.value ?? '');

  /** The ticked values in the order of the options, as Slack reports them. */
  function toggle(toggled: string) {
    change(options.filter((option) => (option === toggled) !== ticked.includes(option)));
  }

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
            type="checkbox"
            checked={ticked.includes(option.value ?? '')}
            onChange={() => toggle(option.value ?? '')}
          />
          <OptionText option={option} />
        </label>
      ))}
      <StandingNote standing={standing} />
    </fieldset>
  );
}
