import { useCallback, useState } from 'preact/hooks';
import type { Modal } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { SurfaceFrame } from '../blocks/surface-frame.tsx';
import type { Inputs, InputValue } from '../elements/inputs.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';

interface HomeTabProps {
  readonly home: Modal | null;
  readonly actions: WorkspaceActions;
}

const on = { kind: 'home' } as const;

export function HomeTab({ home, actions }: HomeTabProps) {
  const [inputs, setInputs] = useState<Inputs>({});
  const onInput = useCallback(
    (key: string, value: InputValue) => setInputs((all) => ({ ...all, [key]: value })),
    [],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="home-tab" aria-label="Home" tabIndex={0}>
      {home === null ? (
        <p class="home-empty">The app has not published a Home tab for you.</p>
      ) : (
        <SurfaceFrame on={on} actions={actions} inputs={inputs} onInput={onInput}>
          <BlockList blocks={home.blocks} />
        </SurfaceFrame>
      )}
    </section>
  );
}
