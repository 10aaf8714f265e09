import type { ContextBlock } from '@slack/types';
import { ElementImage } from '../elements/element-image.tsx';
import { TextObjectView } from '../text/text-object-view.tsx';

export function ContextView({ block }: { readonly block: ContextBlock }) {
  return (
    <div class="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          <ElementImage key={index} element={element} />
        ) : (
          <TextObjectView key={index} object={element} />
        ),
      )}
    </div>
  );
}
