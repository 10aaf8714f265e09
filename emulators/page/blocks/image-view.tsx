import type { ImageBlock } from '@slack/types';
import { plainText } from '../text/plain-text.ts';

/** Images that the emulated workspace would have to load from outside are named instead. */
export function ImageView({ block }: { readonly block: ImageBlock }) {
  const title = block.title && plainText(block.title);
  const source = 'image_url' in block ? block.image_url : undefined;
  return (
    <figure class="block-image">
      {title && <figcaption>{title}</figcaption>}
      {source?.startsWith('data:image/') || source?.startsWith('/') ? (
        <img src={source} alt={block.alt_text} />
      ) : (
        <span class="image-named">{block.alt_text}</span>
      )}
    </figure>
  );
}
