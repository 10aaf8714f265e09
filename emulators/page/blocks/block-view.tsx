import type {
  ActionsBlock,
  ContextBlock,
  ImageBlock,
  InputBlock,
  KnownBlock,
  SectionBlock,
} from '@slack/types';
import { useId } from 'preact/hooks';
import { ElementImage } from '../elements/element-image.tsx';
import { ElementView } from '../elements/element-view.tsx';
import { plainText } from '../text/plain-text.ts';
import { TextObjectView } from '../text/text-object-view.tsx';
import { RichTextView } from './rich-text-view.tsx';

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

function SectionView({ block }: { readonly block: SectionBlock }) {
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

function ContextView({ block }: { readonly block: ContextBlock }) {
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

function ActionsView({ block }: { readonly block: ActionsBlock }) {
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

interface InputViewProps {
  readonly block: InputBlock;
  readonly error: string | undefined;
}

function InputView({ block, error }: InputViewProps) {
  const id = useId();
  const isGroup = block.element.type === 'checkboxes' || block.element.type === 'radio_buttons';
  const describedBy = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ');
  const label = plainText(block.label);
  return (
    <div class="block-input" data-invalid={error !== undefined}>
      <label class="input-label" id={`${id}-label`} for={isGroup ? undefined : `${id}-field`}>
        {label}
        {block.optional && <span class="input-optional"> (optional)</span>}
      </label>
      <ElementView
        blockId={block.block_id ?? ''}
        element={block.element}
        input={{
          fieldId: `${id}-field`,
          label,
          labelId: `${id}-label`,
          describedBy: describedBy || undefined,
          isInvalid: error !== undefined,
          isRequired: !block.optional,
          dispatches: block.dispatch_action ?? false,
        }}
      />
      {error !== undefined && (
        <p class="input-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {block.hint && (
        <p class="input-hint" id={`${id}-hint`}>
          {plainText(block.hint)}
        </p>
      )}
    </div>
  );
}

/** Images that the emulated workspace would have to load from outside are named instead. */
function ImageView({ block }: { readonly block: ImageBlock }) {
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
