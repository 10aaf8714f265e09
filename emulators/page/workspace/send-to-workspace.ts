import type { Act, Close, Receipt, Say, Submit } from '../../slack/protocol/client-protocol.ts';

/** What a person does, sent to the workspace. An unreachable workspace is a refusal, never an exception. */
export const sendToWorkspace = {
  say: (say: Say) => post('say', say),
  act: (act: Act) => post('act', act),
  submit: (submit: Submit) => post('submit', submit),
  close: (close: Close) => post('close', close),
};

async function post(what: string, body: Say | Act | Submit | Close): Promise<Receipt> {
  try {
    const response = await fetch(`/client/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Receipt;
  } catch {
    return { ok: false, error: 'The workspace cannot be reached.' };
  }
}
