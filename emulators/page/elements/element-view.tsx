import type { ActionsBlockElement, InputBlockElement, SectionBlockAccessory } from '@slack/types';
import { ButtonElement } from './button-element.tsx';
import { ElementImage } from './element-image.tsx';
import { CheckboxesElement, RadioButtonsElement } from './option-elements.tsx';
import {
  ConversationsSelectElement,
  OverflowElement,
  StaticSelectElement,
  UsersSelectElement,
} from './select-elements.tsx';
import { TextInputElement } from './text-input-element.tsx';
import type { ElementProps } from './use-element.ts';

type AnyElement = ActionsBlockElement | SectionBlockAccessory | InputBlockElement;

export function ElementView({ element, ...rest }: ElementProps<AnyElement>) {
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} {...rest} />;
    case 'static_select':
      return <StaticSelectElement element={element} {...rest} />;
    case 'users_select':
      return <UsersSelectElement element={element} {...rest} />;
    case 'conversations_select':
      return <ConversationsSelectElement element={element} {...rest} />;
    case 'overflow':
      return <OverflowElement element={element} {...rest} />;
    case 'checkboxes':
      return <CheckboxesElement element={element} {...rest} />;
    case 'radio_buttons':
      return <RadioButtonsElement element={element} {...rest} />;
    case 'plain_text_input':
      return <TextInputElement element={element} {...rest} />;
    case 'image':
      return <ElementImage element={element} />;
    default:
      return (
        <span class="block-unknown">An element of type “{element.type}”, which this page does not draw.</span>
      );
  }
}
