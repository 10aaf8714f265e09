import type { KnownBlock } from '@slack/types';
import { plainText } from '../text/plain-text.ts';
import { ActionsView } from './actions-view.tsx';
import { ContextView } from './context-view.tsx';
import { ImageView } from './image-view.tsx';
import { InputView } from './input-view.tsx';
import { RichTextView } from './rich-text-view.tsx';
import { SectionView } from './section-view.tsx';

interface BlockViewProps {
  readonly block: KnownBlock;
  readonly error: string | undefined;
}

export function BlockView({ block, error }: BlockViewProps) {
  switch (block.type) {
    case 'section':
      return <SectionView block={block} />;
    case 'header':
      return <h3 class="block-header">{plainText(block.text)}</h3>;
    case 'context':
      return <ContextView block={block} />;
    case 'divider':
      return <hr class="block-divider" />;
    case 'actions':
      return <ActionsView block={block} />;
    case 'input':
      return <InputView block={block} error={error} />;
    case 'image':
      return <ImageView block={block} />;
    case 'rich_text':
      return <RichTextView block={block} />;
    default:
      return <p class="block-unknown">A block of type “{block.type}”, which this page does not draw.</p>;
  }
}
