import type { WorkspaceView } from './workspace/use-workspace.ts';

interface OpeningProps {
  readonly link: WorkspaceView['link'];
  readonly onStartOver: () => void;
}

/** Shown until the workspace has loaded. */
export function Opening({ link, onStartOver }: OpeningProps) {
  return (
    <div class="opening" aria-busy="true">
      {link === 'lost' ? (
        <>
          <p role="status">Can’t reach the workspace. Reconnecting…</p>
          <button type="button" class="button" data-style="default" onClick={onStartOver}>
            Start over as Helga
          </button>
        </>
      ) : (
        <p class="heard-only">Opening the workspace…</p>
      )}
    </div>
  );
}
