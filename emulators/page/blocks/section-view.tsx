import type { SectionBlock } from '@slack/types';
import { ElementView } from '../elements/element-view.tsx';
import { TextObjectView } from '../text/text-object-view.tsx';

export function SectionView({ block }: { readonly block: SectionBlock }) {
  return (
    <div class="block-section">
      <div class="section-text">
        {block.text && <TextObjectView object={block.text} />}
        {block.fields && (
          <div class="section-fields">
            {block.fields.map((field, index) => (
              <TextObjectView key={index} object={field} />
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div class="section-accessory">
          <ElementView blockId={block.block_id ?? ''} element={block.accessory} />
        </div>
      )}
    </div>
  );
}
