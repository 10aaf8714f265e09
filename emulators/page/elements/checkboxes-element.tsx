import type { Checkboxes } from '@slack/types';
import type { ElementProps } from './element-view.tsx';
import { OptionList } from './option-list.tsx';
import { useElement } from './use-element.ts';

export function CheckboxesElement(props: ElementProps<Checkboxes>) {
  const { value, standing, change } = useElement(props);
  const { input, element } = props;
  const ticked = Array.isArray(value) ? value : [];
  const options = element.options.map((option) => option.value ?? '');

  /** The ticked values in the order of the options, as Slack reports them. */
  function toggle(toggled: string) {
    change(options.filter((option) => (option === toggled) !== ticked.includes(option)));
  }

  const isTicked = (option: string) => ticked.includes(option);
  const list = { options: element.options, input, standing, isChosen: isTicked, choose: toggle };
  return <OptionList type="checkbox" {...list} />;
}
