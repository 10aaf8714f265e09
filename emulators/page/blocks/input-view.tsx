import type { InputBlock } from '@slack/types';
import { useId } from 'preact/hooks';
import { ElementView } from '../elements/element-view.tsx';
import { plainText } from '../text/plain-text.ts';

interface InputViewProps {
  readonly block: InputBlock;
  readonly error: string | undefined;
}

export function InputView({ block, error }: InputViewProps) {
  const id = useId();
  const isGroup = block.element.type === 'checkboxes' || block.element.type === 'radio_buttons';
  const describedBy = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ');
  const label = plainText(block.label);
  return (
    <div class="block-input" data-invalid={error !== undefined}>
      <label class="input-label" id={`${id}-label`} for={isGroup ? undefined : `${id}-field`}>
        {label}
        {block.optional && <span class="input-optional"> (optional)</span>}
      </label>
      <ElementView
        blockId={block.block_id ?? ''}
        element={block.element}
        input={{
          fieldId: `${id}-field`,
          label,
          labelId: `${id}-label`,
          describedBy: describedBy || undefined,
          isInvalid: error !== undefined,
          isRequired: !block.optional,
          dispatches: block.dispatch_action ?? false,
        }}
      />
      {error !== undefined && (
        <p class="input-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {block.hint && (
        <p class="input-hint" id={`${id}-hint`}>
          {plainText(block.hint)}
        </p>
      )}
    </div>
  );
}
