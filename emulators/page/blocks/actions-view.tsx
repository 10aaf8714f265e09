import type { ActionsBlock } from '@slack/types';
import { ElementView } from '../elements/element-view.tsx';

export function ActionsView({ block }: { readonly block: ActionsBlock }) {
  return (
    <div class="block-actions">
      {block.elements.map((element, index) => (
        <ElementView
          key={('action_id' in element && element.action_id) || index}
          blockId={block.block_id ?? ''}
          element={element}
        />
      ))}
    </div>
  );
}
