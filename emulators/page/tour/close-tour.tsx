import { Icon } from '../controls/icon.tsx';

export function CloseTour({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label="Close the tour" onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
