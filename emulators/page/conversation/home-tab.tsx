import { useCallback, useState } from 'preact/hooks';
import type { Modal } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { SurfaceFrame } from '../blocks/surface-frame.tsx';
import type { Inputs, InputValue } from '../elements/inputs.ts';
import type { Deeds } from '../workspace/deeds.ts';

interface HomeTabProps {
  readonly home: Modal | null;
  readonly deeds: Deeds;
}

const on = { kind: 'home' } as const;

export function HomeTab({ home, deeds }: HomeTabProps) {
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
        <SurfaceFrame on={on} deeds={deeds} inputs={inputs} onInput={onInput}>
          <BlockList blocks={home.blocks} />
        </SurfaceFrame>
      )}
    </section>
  );
}
