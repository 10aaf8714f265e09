import { randomUUID } from 'node:crypto';
import { apiViewFrom } from '../api-objects/api-view.ts';
import type { Close, Receipt } from '../protocol/client-protocol.ts';
import type { InteractionContext } from './interaction-context.ts';
import { interactionHead } from './payload-parts.ts';
import { settle, settled } from './settle.ts';

/** Closes the top modal, or all with `clear_on_close`; notifies the app only with `notify_on_close`. */
export function close({ workspace, deliver }: InteractionContext, { as, id }: Close): Receipt {
  const { views, directory } = workspace;
  const person = directory.find(as);
  const view = views.top(as);
  if (!person || !view || view.id !== id) return { ok: false, error: 'not_found' };
  const { clearOnClose, notifyOnClose } = view.content;
  if (clearOnClose) views.clear(as);
  else views.close(as, id);
  if (!notifyOnClose) return settled(workspace, as);
  const interaction = randomUUID();
  const payload = {
    ...interactionHead('view_closed', person, workspace),
    view: apiViewFrom(view, workspace),
    is_cleared: clearOnClose,
  };
  const envelope = { id: interaction, kind: 'interactive', payload, acceptsResponse: false } as const;
  void deliver(envelope).then((outcome) => settle(workspace, as, interaction, outcome));
  return { ok: true, interaction };
}
