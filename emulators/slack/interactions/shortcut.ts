import { randomUUID } from 'node:crypto';
import { apiMessageFrom, threadFieldsFrom } from '../api-objects/api-message.ts';
import type { PersonRecord } from '../model/directory.ts';
import { isLasting } from '../model/message-log.ts';
import type { Receipt, UseShortcut } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import { admit } from './admission.ts';
import type { InteractionContext } from './interaction-context.ts';
import { channelNameForApp, interactionHead } from './payload-parts.ts';
import { settle } from './settle.ts';

/**
 * Takes the use of a shortcut: a global one in whatever conversation is open, also in its threads, or one of a message.
 * Source: https://docs.slack.dev/interactivity/implementing-shortcuts
 */
export function useShortcut(context: InteractionContext, request: UseShortcut): Receipt {
  const { workspace } = context;
  const { as, callbackId, channel, ts } = request;
  const type = ts === undefined ? 'global' : 'message';
  const declared = workspace.manifest.shortcuts.find(
    (each) => each.callbackId === callbackId && each.type === type,
  );
  if (!declared) return { ok: false, error: 'shortcut_not_found' };
  const admission = admit(workspace, as, channel);
  if (!admission.admitted) return { ok: false, error: admission.error };
  const { person, conversation } = admission;
  const issued = { personId: person.id, channelId: channel, viewId: null };
  const head = headOf(context, person, type === 'global' ? 'shortcut' : 'message_action', callbackId);
  if (ts === undefined) {
    // Nothing says where it was used: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    return dispatch(context, person, { ...head, trigger_id: workspace.triggers.issue(issued) });
  }
  const message = workspace.messages.find(channel, ts);
  // "Message shortcuts are shown to users in the context menus of non-ephemeral messages."
  if (!message || !isLasting(message)) return { ok: false, error: 'message_not_found' };
  const path = workspace.responseUrls.issue(
    { kind: 'action', personId: person.id, channelId: channel, messageTs: ts },
    workspace.content.team.id,
  );
  return dispatch(context, person, {
    ...head,
    trigger_id: workspace.triggers.issue(issued),
    response_url: `${context.address()}${path}`,
    message_ts: ts,
    channel: { id: channel, name: channelNameForApp(conversation) },
    message: {
      ...apiMessageFrom(message, workspace, { withMetadata: true }),
      ...threadFieldsFrom(message, workspace),
    },
  });
}

/** Shortcuts name the person with fewer fields than clicks do, and do not name the app. */
function headOf(
  { workspace }: InteractionContext,
  person: PersonRecord,
  type: 'shortcut' | 'message_action',
  callbackId: string,
): JsonObject {
  const { api_app_id: _, user, ...head } = interactionHead(type, person, workspace);
  const { id, name, username, team_id } = user as JsonObject;
  return {
    ...head,
    callback_id: callbackId,
    action_ts: (workspace.now() / 1_000).toFixed(6),
    user:
      type === 'shortcut'
        ? { id, username, team_id }
        : { id, name, ...workspace.omissions.some(`message_action of ${person.id}`, { username, team_id }) },
  };
}

function dispatch(
  { workspace, deliver }: InteractionContext,
  person: PersonRecord,
  payload: JsonObject,
): Receipt {
  const interaction = randomUUID();
  const envelope = { id: interaction, kind: 'interactive', payload, acceptsResponse: false } as const;
  void deliver(envelope).then((outcome) => settle(workspace, person.id, interaction, outcome));
  return { ok: true, interaction };
}
