import type { Option } from '@slack/types';
import { TextObjectView } from '../blocks/text-object-view.tsx';

export function OptionText({ option }: { readonly option: Option }) {
  return (
    <span class="option-text">
      <TextObjectView object={option.text} />
      {option.description && (
        <span class="option-description">
          <TextObjectView object={option.description} />
        </span>
      )}
    </span>
  );
}
