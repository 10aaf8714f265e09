import type { Confirm } from '@slack/types';
import { useId } from 'preact/hooks';
import { Dialog } from '../controls/dialog.tsx';
import { plainText } from '../text/plain-text.ts';
import { TextObjectView } from '../text/text-object-view.tsx';

interface ConfirmDialogProps {
  readonly confirm: Confirm;
  readonly onAnswer: (isConfirmed: boolean) => void;
}

export function ConfirmDialog({ confirm, onAnswer }: ConfirmDialogProps) {
  const titleId = useId();
  const title = confirm.title ? plainText(confirm.title) : 'Are you sure?';
  return (
    <Dialog class="dialog confirm" labelledBy={titleId} onCancel={() => onAnswer(false)}>
      <h2 id={titleId} class="dialog-title">
        {title}
      </h2>
      <div class="dialog-body">
        <TextObjectView object={confirm.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" data-style="default" onClick={() => onAnswer(false)}>
          {confirm.deny ? plainText(confirm.deny) : 'Cancel'}
        </button>
        <button
          type="button"
          class="button"
          data-style={confirm.style === 'danger' ? 'danger-solid' : 'primary'}
          onClick={() => onAnswer(true)}
        >
          {confirm.confirm ? plainText(confirm.confirm) : 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
