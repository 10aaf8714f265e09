import type { RadioButtons } from '@slack/types';
import type { ElementProps } from './element-view.tsx';
import { OptionList } from './option-list.tsx';
import { useElement } from './use-element.ts';

export function RadioButtonsElement(props: ElementProps<RadioButtons>) {
  const { value, standing, change } = useElement(props);
  const { input, element } = props;

  const isChosen = (option: string) => value === option;
  const list = { options: element.options, input, standing, isChosen, choose: change };
  return <OptionList type="radio" {...list} />;
}
