import { failureFrom } from '../../domain/failure.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { unknownEndpointView } from '../../slack/command/messages.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { denialView } from '../connections/denied-message.ts';
import { parseDetailsBlockId, parseDetailsChoice } from '../connections/payloads.ts';
import type { UpdateList } from '../connections/row-outcome.ts';
import { describeConnection } from './describe-connection.ts';
import { detailsView, noDetailsView } from './messages.ts';

/** Looks up one connection and renders everything that is known about it. */
export async function connectionAnswer(
  { app, names, usage }: ListenerDeps,
  request: Parameters<typeof describeConnection>[1],
): Promise<MessageView> {
  const description = await describeConnection(app, request);
  switch (description.kind) {
    case 'found':
      return detailsView(description, request.requester.channel);
    case 'none':
      return noDetailsView(description, names);
    case 'unknown_endpoint':
      return unknownEndpointView(description);
    case 'refused':
      usage.denial(description.denial.reason);
      return denialView((await withAllowedChannels(app, request.requester, description)).denial, names);
  }
}

/** Handles Details, its select, and Refresh under the details, which replaces them. */
export function detailsButton(deps: ListenerDeps) {
  const parse = ({ value }: Pressed) => parseDetailsChoice(value);
  return onButton(deps, parse, async ({ requester, replyTo, actionId }, choice) => {
    const how = actionId === actionIds.detailsRefresh ? 'replace' : 'new';
    await deps.replies.send(replyTo, await connectionAnswer(deps, { requester, ...choice }), how);
  });
}

/** Reads the connection again after Terminate under its details, and shows there what became of it. */
export function updateDetails(deps: ListenerDeps): UpdateList {
  return async ({ blockId, responseUrl }, requester) => {
    const choice = parseDetailsBlockId(blockId);
    if (choice === undefined) return;
    try {
      const description = await describeConnection(deps.app, { requester, ...choice });
      if (description.kind === 'found')
        await deps.replies.replace(responseUrl, detailsView(description, requester.channel));
    } catch (error) {
      deps.logger.warn('the details of a connection do not show its end', failureFrom(error).message);
    }
  };
}
