import { randomUUID } from 'node:crypto';
import { apiMessageFrom, threadFieldsFrom } from '../api-objects/api-message.ts';
import { apiViewFrom } from '../api-objects/api-view.ts';
import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import { enteredState, type StateValues, stateValues, withChoice } from '../model/element-state.ts';
import { interactiveElements, optionsOf } from '../model/elements.ts';
import { isLasting, type StoredMessage } from '../model/message-log.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Act, Receipt } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import { admit } from './admission.ts';
import type { InteractionContext } from './interaction-context.ts';
import { channelNameForApp, interactionHead } from './payload-parts.ts';
import { settle } from './settle.ts';
import { enterAll } from './view-entries.ts';

/** Takes a click or a choice on an element of a message, a modal or the Home tab. */
export function act(context: InteractionContext, request: Act): Receipt {
  switch (request.on.kind) {
    case 'message':
      return actOnMessage(context, request, request.on);
    case 'modal':
      return actOnView(context, request, request.on.id);
    case 'home':
      return actOnView(context, request, null);
  }
}

function actOnMessage(
  context: InteractionContext,
  request: Act,
  on: { readonly channel: string; readonly ts: string },
): Receipt {
  const { workspace } = context;
  const admission = admit(workspace, request.as, on.channel);
  if (!admission.admitted) return { ok: false, error: admission.error };
  const { person, conversation } = admission;
  const message = workspace.messages.find(on.channel, on.ts);
  if (!message || (message.onlyFor !== null && message.onlyFor !== person.id)) {
    return { ok: false, error: 'message_not_found' };
  }
  const used = useElement(
    message.blocks,
    request,
    workspace.choices.of(person.id, message.ts),
    actionTs(context),
  );
  if (!used.ok) return used;
  workspace.choices.keep(person.id, message.ts, used.chosen);
  return dispatch(context, person, {
    ...interactionHead('block_actions', person, workspace),
    ...messageParts(context, person, conversation, message),
    trigger_id: workspace.triggers.issue({ personId: person.id, channelId: on.channel, viewId: null }),
    state: { values: stateValues(message.blocks, used.chosen) },
    actions: [used.action],
  });
}

function messageParts(
  { workspace, address }: InteractionContext,
  person: PersonRecord,
  conversation: Conversation,
  message: StoredMessage,
): JsonObject {
  const { channel, ts, threadTs, onlyFor } = message;
  const path = workspace.responseUrls.issue(
    { kind: 'action', personId: person.id, channelId: channel, messageTs: ts },
    workspace.content.team.id,
  );
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: onlyFor !== null,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    },
    channel: { id: channel, name: channelNameForApp(conversation) },
    response_url: `${address()}${path}`,
    // Of an ephemeral message the app gets the place, not the content.
    ...(isLasting(message) ? { message: messageFrom(message, workspace) } : {}),
  };
}

function messageFrom(message: StoredMessage, workspace: Workspace): JsonObject {
  return {
    ...apiMessageFrom(message, workspace, { withMetadata: true }),
    ...threadFieldsFrom(message, workspace),
  };
}

/** @param id the modal's id; null for the Home tab */
function actOnView(context: InteractionContext, request: Act, id: string | null): Receipt {
  const { workspace } = context;
  const person = workspace.directory.find(request.as);
  if (!person || person.isBot) return { ok: false, error: 'user_not_found' };
  if (person.deleted) return { ok: false, error: 'account_inactive' };
  const view = id === null ? workspace.views.home(person.id) : workspace.views.top(person.id);
  if (!view || (id !== null && view.id !== id)) return { ok: false, error: 'not_found' };
  const entered = enterAll(view, request.values ?? {});
  if (!entered.ok) return entered;
  const used = useElement(view.content.blocks, request, entered.chosen, actionTs(context));
  if (!used.ok) return used;
  const changed = workspace.views.change(view, { chosen: used.chosen });
  return dispatch(context, person, {
    ...interactionHead('block_actions', person, workspace),
    container: { type: 'view', view_id: view.id },
    trigger_id: workspace.triggers.issue({
      personId: person.id,
      channelId: view.channelId,
      viewId: view.id,
    }),
    view: apiViewFrom(changed, workspace),
    actions: [used.action],
  });
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

function actionTs({ workspace }: InteractionContext): string {
  return (workspace.now() / 1_000).toFixed(6);
}

/** What using an element means: the entry of `actions`, and what is chosen on the surface from now on. */
type Used =
  | { readonly ok: true; readonly action: JsonObject; readonly chosen: StateValues }
  | { readonly ok: false; readonly error: 'element_not_found' | 'option_not_found' };

/**
 * Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 * @param actionTs seconds since 1970 with six decimals, as Slack writes times
 */
function useElement(
  blocks: readonly JsonObject[],
  request: Act,
  chosen: StateValues,
  actionTs: string,
): Used {
  const { blockId, actionId } = request;
  const placed = interactiveElements(blocks).find(
    (each) => each.blockId === blockId && each.actionId === actionId,
  );
  if (!placed) return { ok: false, error: 'element_not_found' };
  const { type, text, style, url, confirm, placeholder, initial_option, initial_user, initial_date } =
    placed.element;
  const shown = withoutMissing({
    text,
    style,
    url,
    confirm,
    placeholder,
    initial_option,
    initial_user,
    initial_date,
  });
  const head = { action_id: actionId, block_id: blockId, type, ...shown, action_ts: actionTs };
  switch (placed.element.type) {
    case 'button':
      return { ok: true, action: { ...head, ...withoutMissing({ value: placed.element.value }) }, chosen };
    case 'overflow': {
      const option = optionsOf(placed.element).find(({ value }) => value === request.chosen);
      if (!option) return { ok: false, error: 'option_not_found' };
      return { ok: true, action: { ...head, selected_option: option }, chosen };
    }
    default: {
      const state = enteredState(placed.element, request.chosen ?? null);
      if (!state) return { ok: false, error: 'option_not_found' };
      return {
        ok: true,
        action: { ...head, ...state },
        chosen: withChoice(chosen, blockId, actionId, state),
      };
    }
  }
}

/** An action repeats of its element what the app gave it. */
function withoutMissing(parts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
