import { randomUUID } from 'node:crypto';
import { apiViewFrom } from '../api-objects/api-view.ts';
import type { Close, Receipt } from '../protocol/client-protocol.ts';
import { interactionHead } from './payload-parts.ts';
import { settle, settled } from './settle.ts';
import type { Stage } from './stage.ts';

/** Closes the modal that is on top, or all of them where it says so; tells the app only if it asked to be told. */
export function close({ workspace, deliver }: Stage, { as, id }: Close): Receipt {
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
