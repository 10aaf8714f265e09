import { Icon } from '../controls/icon.tsx';
import type { ElementStatus } from '../workspace/interactions.ts';
import { refusalSentence } from '../workspace/refusal-sentence.ts';

/** Shows beside an element that its action failed. */
export function StatusNote({ status }: { readonly status: ElementStatus | undefined }) {
  if (status === undefined || status.kind === 'running') return null;
  return (
    <span class="status-note" role="alert">
      <Icon name="alert" />
      {sentence(status)}
    </span>
  );
}

function sentence(status: Exclude<ElementStatus, { kind: 'running' }>): string {
  if (status.kind === 'refused') return refusalSentence(status.error);
  return status.outcome === 'offline'
    ? 'The app isn’t connected. Nothing was sent.'
    : 'The app didn’t respond within 3 seconds. Try again.';
}
