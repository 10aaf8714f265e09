import type { Option, StaticSelect } from '@slack/types';
import { plainText } from '../blocks/plain-text.ts';
import type { Choice } from '../controls/choice-menu.tsx';
import type { ElementProps } from './element-view.tsx';
import { SelectField } from './select-field.tsx';

export function StaticSelectElement(props: ElementProps<StaticSelect>) {
  const { options, option_groups: groups } = props.element;
  const choices =
    groups?.flatMap((group) => group.options.map((option) => choiceFrom(option, plainText(group.label)))) ??
    options?.map((option) => choiceFrom(option)) ??
    [];
  return <SelectField {...props} choices={choices} placeholder={props.element.placeholder} />;
}

export function choiceFrom(option: Option, group?: string): Choice {
  const title = plainText(option.text);
  return { value: option.value ?? '', title, words: title, group };
}
