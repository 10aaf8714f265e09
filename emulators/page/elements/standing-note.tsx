import { Icon } from '../controls/icon.tsx';
import type { Standing } from '../workspace/interactions.ts';
import { refusalSentence } from '../workspace/refusal-sentence.ts';

/** Says beside an element that its press came to nothing. */
export function StandingNote({ standing }: { readonly standing: Standing | undefined }) {
  if (standing === undefined || standing.kind === 'running') return null;
  return (
    <span class="standing-note" role="alert">
      <Icon name="alert" />
      {sentence(standing)}
    </span>
  );
}

function sentence(standing: Exclude<Standing, { kind: 'running' }>): string {
  if (standing.kind === 'refused') return refusalSentence(standing.error);
  return standing.outcome === 'offline'
    ? 'The app is not connected. Nothing was sent.'
    : 'The app did not answer within 3 seconds. Try again.';
}
