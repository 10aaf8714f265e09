import { stateValues } from '../blocks/element-state.ts';
import type { JsonObject } from '../json-object.ts';
import type { View } from '../model/view.ts';
import type { WorkspaceContent } from '../model/workspace-content.ts';

/**
 * The view object of the Web API and of interaction payloads.
 * Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export function apiViewFrom(view: View, { app, team }: WorkspaceContent): JsonObject {
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
    title: content.title,
    clear_on_close: content.clearOnClose,
    notify_on_close: content.notifyOnClose,
    close: content.close,
    submit: content.submit,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: app.id,
    external_id: content.externalId,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
