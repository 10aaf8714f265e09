import type { Overflow } from '@slack/types';
import { ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';
import type { ElementProps } from './element-view.tsx';
import { StandingNote } from './standing-note.tsx';
import { choiceFrom } from './static-select-element.tsx';
import { useElement } from './use-element.ts';

export function OverflowElement(props: ElementProps<Overflow>) {
  const { standing, press } = useElement(props);
  return (
    <>
      <ChoiceMenu
        name="More actions"
        prefix="More actions"
        class="button overflow"
        choices={props.element.options.map((option) => choiceFrom(option))}
        chosen={null}
        isBusy={standing?.kind === 'running'}
        onChoose={press}
      >
        <span class="button-text">
          <Icon name="dots" />
        </span>
      </ChoiceMenu>
      <StandingNote standing={standing} />
    </>
  );
}
