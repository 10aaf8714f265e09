import type {
  Act,
  Close,
  Open,
  Receipt,
  Say,
  Submit,
  UseShortcut,
} from '../../slack/protocol/client-protocol.ts';
import type { InteractionEvent } from './interactions.ts';

/** What a person can do in the workspace, sent to the emulator. */
export interface WorkspaceActions {
  /** @param threadTs The message whose thread it goes to. */
  readonly say: (channel: string, text: string, threadTs?: string) => Promise<Receipt>;
  readonly act: (act: Omit<Act, 'as'>) => Promise<Receipt>;
  readonly submit: (submit: Omit<Submit, 'as'>) => Promise<Receipt>;
  readonly close: (modal: string) => Promise<Receipt>;
  readonly useShortcut: (use: Omit<UseShortcut, 'as'>) => Promise<Receipt>;
  /** Opens a tab of the app, which may then publish the Home tab anew. */
  readonly open: (tab: Open['tab']) => Promise<Receipt>;
}

/** The actions of one person; each reports the status of its interaction. */
export function workspaceActions(as: string, tell: (event: InteractionEvent) => void): WorkspaceActions {
  return {
    say: (channel, text, threadTs) =>
      follow(
        sayKey(channel, threadTs),
        sendToWorkspace.say({ as, channel, text, ...(threadTs !== undefined && { threadTs }) }),
      ),
    act: (act) => follow(elementKey(act.on, act.blockId, act.actionId), sendToWorkspace.act({ as, ...act })),
    submit: (submit) => follow(submitKey(submit.id), sendToWorkspace.submit({ as, ...submit })),
    close: (id) => follow(closeKey(id), sendToWorkspace.close({ as, id })),
    useShortcut: (use) =>
      follow(shortcutKey(use.channel, use.ts), sendToWorkspace.useShortcut({ as, ...use })),
    open: (tab) => sendToWorkspace.open({ as, tab }),
  };

  async function follow(element: string, sent: Promise<Receipt>): Promise<Receipt> {
    tell({ kind: 'pressed', element });
    const receipt = await sent;
    if (receipt.ok) tell({ kind: 'received', element, interaction: receipt.interaction });
    else tell({ kind: 'refused', element, error: receipt.error });
    return receipt;
  }
}

export function elementKey(on: Act['on'], blockId: string, actionId: string): string {
  return JSON.stringify([on, blockId, actionId]);
}

export function sayKey(channel: string, threadTs?: string): string {
  return JSON.stringify(['say', channel, threadTs]);
}

/** @param ts The message, for a shortcut of messages. */
export function shortcutKey(channel: string, ts?: string): string {
  return JSON.stringify(['shortcut', channel, ts]);
}

function closeKey(modal: string): string {
  return JSON.stringify(['close', modal]);
}

export function submitKey(modal: string): string {
  return JSON.stringify(['submit', modal]);
}

/** What a person does, sent to the workspace. An unreachable workspace is a refusal, never an exception. */
const sendToWorkspace = {
  say: (say: Say) => post('say', say),
  act: (act: Act) => post('act', act),
  submit: (submit: Submit) => post('submit', submit),
  close: (close: Close) => post('close', close),
  useShortcut: (use: UseShortcut) => post('shortcut', use),
  open: (open: Open) => post('open', open),
};

async function post(what: string, body: Say | Act | Submit | Close | UseShortcut | Open): Promise<Receipt> {
  try {
    const response = await fetch(`/client/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Receipt;
  } catch {
    return { ok: false, error: 'Can’t reach the workspace.' };
  }
}
