import type { Option } from '@slack/types';
import { useId } from 'preact/hooks';
import type { Standing } from '../workspace/interactions.ts';
import type { ElementProps } from './element-view.tsx';
import { OptionText } from './option-text.tsx';
import { StandingNote } from './standing-note.tsx';

interface OptionListProps {
  readonly type: 'checkbox' | 'radio';
  readonly options: readonly Option[];
  readonly input: ElementProps<object>['input'];
  readonly standing: Standing | undefined;
  readonly isChosen: (value: string) => boolean;
  readonly choose: (value: string) => void;
}

/** Options that are all in view, of which several or one may be chosen. */
export function OptionList({ type, options, input, standing, isChosen, choose }: OptionListProps) {
  const name = useId();
  return (
    <fieldset
      class="options"
      aria-labelledby={input?.labelId}
      aria-describedby={input?.describedBy}
      aria-busy={standing?.kind === 'running'}
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
      <StandingNote standing={standing} />
    </fieldset>
  );
}
