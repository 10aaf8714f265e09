import type { PlainTextElement, StaticSelect, UsersSelect } from '@slack/types';
import { plainText } from '../blocks/plain-text.ts';
import { type Choice, ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';
import type { ElementProps } from './element-view.tsx';
import { StandingNote } from './standing-note.tsx';
import { useElement } from './use-element.ts';

interface SelectFieldProps extends ElementProps<StaticSelect | UsersSelect> {
  readonly choices: readonly Choice[];
  readonly placeholder: PlainTextElement | undefined;
}

export function SelectField({ choices, placeholder, ...props }: SelectFieldProps) {
  const { value, standing, change } = useElement(props);
  const isBusy = standing?.kind === 'running';
  const chosen = choices.find((choice) => choice.value === value);
  const prompt = placeholder ? plainText(placeholder) : 'Select an option';
  const label = props.input?.label ?? (chosen ? prompt : undefined);
  return (
    <>
      <ChoiceMenu
        name={label ?? prompt}
        {...(label === undefined ? {} : { prefix: `${label}:` })}
        class="select"
        choices={choices}
        chosen={typeof value === 'string' ? value : null}
        isBusy={isBusy}
        describedBy={props.input?.describedBy}
        onChoose={change}
      >
        <span class="select-text" data-empty={chosen === undefined}>
          {chosen?.title ?? prompt}
        </span>
        <Icon name="down" />
      </ChoiceMenu>
      <StandingNote standing={standing} />
    </>
  );
}
