import { stateValues } from '../model/element-state.ts';
import type { View } from '../model/view.ts';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/**
 * The view object of the Web API and of interaction payloads.
 * Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export function apiViewFrom(view: View, workspace: Workspace): JsonObject {
  const { app, team } = workspace.content;
  const { content } = view;
  return {
    id: view.id,
    team_id: team.id,
    type: content.type,
    blocks: content.blocks,
    private_metadata: content.privateMetadata,
    callback_id: content.callbackId,
    state: { values: stateValues(content.blocks, view.chosen) },
    hash: view.hash,
    title: asShown(content.type === 'home' ? homeTitle : content.title),
    clear_on_close: content.clearOnClose,
    notify_on_close: content.notifyOnClose,
    submit_disabled: false,
    close: asShown(content.close),
    submit: asShown(content.submit),
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: app.id,
    external_id: content.externalId,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}

/** Slack names every Home tab so. */
const homeTitle = { type: 'plain_text', text: 'View Title' };

/** Slack adds `emoji` to every plain text; true by default. */
function asShown(text: JsonObject | null): JsonObject | null {
  return text && { emoji: true, ...text };
}
