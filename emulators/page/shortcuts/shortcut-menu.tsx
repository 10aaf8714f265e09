import type { Shortcut } from '../../slack/protocol/client-protocol.ts';
import { ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';
import { StatusNote } from '../elements/status-note.tsx';
import { useElementStatus } from '../workspace/element-status.ts';
import { useShortcuts } from '../workspace/shortcuts.ts';
import { shortcutKey, type WorkspaceActions } from '../workspace/workspace-actions.ts';

interface ShortcutMenuProps {
  readonly type: Shortcut['type'];
  readonly name: string;
  readonly channel: string;
  /** The message whose menu it is. */
  readonly ts?: string;
  readonly class: string;
  readonly actions: WorkspaceActions;
}

/** The shortcuts of the app: those that work anywhere, or those of one message. Nothing without any. */
export function ShortcutMenu({ type, name, channel, ts, actions, ...props }: ShortcutMenuProps) {
  const shortcuts = useShortcuts(type);
  const status = useElementStatus(shortcutKey(channel, ts));
  if (shortcuts.length === 0) return null;
  return (
    <>
      <StatusNote status={status} />
      <ChoiceMenu
        name={name}
        prefix={name}
        class={props.class}
        choices={shortcuts.map((shortcut) => ({
          value: shortcut.callbackId,
          words: shortcut.name,
          title: (
            <span class="shortcut">
              <span class="shortcut-name">{shortcut.name}</span>
              <span class="shortcut-about">{shortcut.description}</span>
            </span>
          ),
        }))}
        chosen={null}
        isBusy={status?.kind === 'running'}
        onChoose={(callbackId) =>
          actions.useShortcut({ callbackId, channel, ...(ts !== undefined && { ts }) })
        }
      >
        <Icon name={type === 'global' ? 'bolt' : 'dots'} />
      </ChoiceMenu>
    </>
  );
}
