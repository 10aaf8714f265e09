import type { PlainTextInput } from '@slack/types';
import { plainText } from '../text/plain-text.ts';
import { type ElementProps, useElement } from './use-element.ts';

/** How near its limit a text must come before the page counts what is left. */
const countsFrom = 100;

export function TextInputElement(props: ElementProps<PlainTextInput>) {
  const { element, input } = props;
  const { value, change } = useElement({ ...props, input: input && { ...input, dispatches: false } });
  const text = typeof value === 'string' ? value : '';
  const left = (element.max_length ?? 3_000) - text.length;
  const field = {
    id: input?.fieldId,
    class: 'text-input',
    value: text,
    placeholder: element.placeholder ? plainText(element.placeholder) : undefined,
    'aria-required': input?.isRequired,
    'aria-invalid': input?.isInvalid,
    'aria-describedby': input?.describedBy,
    autocomplete: 'off',
    autofocus: element.focus_on_load,
    onInput: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      change(event.currentTarget.value),
  } as const;
  return (
    <div class="text-field">
      {element.multiline ? <textarea {...field} rows={4} /> : <input {...field} type="text" />}
      {left <= countsFrom && left < (element.max_length ?? 3_000) && (
        <span class="text-left" data-over={left < 0}>
          {left}
        </span>
      )}
    </div>
  );
}
