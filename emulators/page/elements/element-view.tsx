import type { ActionsBlockElement, InputBlockElement, SectionBlockAccessory } from '@slack/types';
import { ButtonElement } from './button-element.tsx';
import { CheckboxesElement } from './checkboxes-element.tsx';
import { ElementImage } from './element-image.tsx';
import { OverflowElement } from './overflow-element.tsx';
import { RadioButtonsElement } from './radio-buttons-element.tsx';
import { StaticSelectElement } from './static-select-element.tsx';
import { TextInputElement } from './text-input-element.tsx';
import { UsersSelectElement } from './users-select-element.tsx';

/** What an input block knows about its element. */
export interface InputFrame {
  readonly fieldId: string;
  readonly label: string;
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  /** Whether a change is told to the app before the view is submitted. */
  readonly dispatches: boolean;
}

export interface ElementProps<Element> {
  readonly blockId: string;
  readonly element: Element;
  /** Absent outside of input blocks. */
  readonly input?: InputFrame | undefined;
}

type AnyElement = ActionsBlockElement | SectionBlockAccessory | InputBlockElement;

export function ElementView({ element, ...rest }: ElementProps<AnyElement>) {
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} {...rest} />;
    case 'static_select':
      return <StaticSelectElement element={element} {...rest} />;
    case 'users_select':
      return <UsersSelectElement element={element} {...rest} />;
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
