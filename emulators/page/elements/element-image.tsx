import type { ImageElement } from '@slack/types';

/** A small image; one from outside is named, because the page loads nothing from outside. */
export function ElementImage({ element }: { readonly element: ImageElement }) {
  const source = 'image_url' in element ? element.image_url : undefined;
  if (source?.startsWith('data:image/') || source?.startsWith('/')) {
    return <img class="element-image" src={source} alt={element.alt_text} />;
  }
  return <span class="image-named">{element.alt_text}</span>;
}
