import type { Button } from '@slack/types';
import { parseHref } from '../text/parse-entity.ts';
import { plainText } from '../text/plain-text.ts';
import { StatusNote } from './status-note.tsx';
import { type ElementProps, useElement } from './use-element.ts';

export function ButtonElement(props: ElementProps<Button>) {
  const { element } = props;
  const { status, press } = useElement(props);
  const isBusy = status?.kind === 'running';
  const href = element.url === undefined ? undefined : parseHref(element.url);

  function click() {
    if (isBusy) return;
    if (href !== undefined) open(href, '_blank', 'noreferrer');
    press();
  }

  return (
    <>
      <button
        type="button"
        class="button"
        data-style={element.style ?? 'default'}
        aria-label={element.accessibility_label}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        onClick={click}
      >
        <span class="button-text">{plainText(element.text)}</span>
      </button>
      <StatusNote status={status} />
    </>
  );
}
