import type { App, BlockAction, GlobalShortcut, MessageShortcut, SlackShortcut } from '@slack/bolt';
import {
  approveButton,
  declineButton,
  declineSubmission,
  requestAgainButton,
} from '../features/approval/listeners.ts';
import { exportButton, showActDetails, turnAuditPage } from '../features/audit/listeners.ts';
import { unblockButton, unblockSubmission } from '../features/block/listeners.ts';
import { stopBoardButton } from '../features/board/listeners.ts';
import { chartsButton } from '../features/charts/listeners.ts';
import type { UpdateList } from '../features/connections/row-outcome.ts';
import { detailsButton, updateDetails } from '../features/details/listeners.ts';
import { homeOpened, refreshHome } from '../features/home/listeners.ts';
import {
  blockButton,
  blockNameButton,
  blockSubmission,
  kickAgainButton,
  kickNameButton,
  kickSubmission,
  stopButton,
  terminateButton,
} from '../features/kick/listeners.ts';
import { retryButton } from '../features/kick/open-retry.ts';
import {
  launcherShortcut,
  launcherSubmission,
  otherShortcut,
  whoIsThisShortcut,
} from '../features/launcher/listeners.ts';
import {
  approveNameButton,
  claimNameButton,
  claimNameSubmission,
  declineNameButton,
  declineNameSubmission,
  removeNameButton,
  removeNameSubmission,
} from '../features/names/listeners.ts';
import { shareList, turnList } from '../features/who/listeners.ts';
import { updateList } from '../features/who/update-list.ts';
import { actionIds, callbackIds, shortcutIds } from '../slack/block-kit/action-ids.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import { onButton } from '../slack/on-button.ts';
import { onSubmission } from '../slack/on-submission.ts';
import { runCommand } from './run-command.ts';
import { meantCommandButton, vpnCommand } from './vpn-command.ts';

/** Registers every listener. Each has its own ids, because Bolt would run both of two listeners that match an action. */
export function registerListeners(app: App, deps: ListenerDeps): void {
  // Matches any command name, so that a name that differs from the configuration still gets an answer.
  app.command(/^\//, vpnCommand(deps));
  app.action<BlockAction>(actionIds.terminate, terminateButton(deps));
  app.action<BlockAction>(actionIds.kickAgain, kickAgainButton(deps));
  app.action<BlockAction>(actionIds.block, blockButton(deps));
  app.action<BlockAction>(actionIds.kickName, kickNameButton(deps));
  app.action<BlockAction>(actionIds.blockName, blockNameButton(deps));
  app.action<BlockAction>(actionIds.runCommand, meantCommandButton(deps));
  app.action<BlockAction>(actionIds.continueCommand, meantCommandButton(deps));
  app.action<BlockAction>(actionIds.stop, stopButton(deps));
  app.action<BlockAction>(actionIds.retry, retryButton(deps));
  for (const actionId of [
    actionIds.previous,
    actionIds.next,
    actionIds.refresh,
    actionIds.filter,
    actionIds.sort,
    actionIds.page,
  ]) {
    app.action<BlockAction>(actionId, turnList(deps));
  }
  app.action<BlockAction>(actionIds.share, shareList(deps));
  for (const actionId of [actionIds.details, actionIds.detailsOf, actionIds.detailsRefresh]) {
    app.action<BlockAction>(actionId, detailsButton(deps));
  }
  app.action<BlockAction>(actionIds.approve, approveButton(deps));
  app.action<BlockAction>(actionIds.decline, declineButton(deps));
  app.action<BlockAction>(actionIds.claimName, claimNameButton(deps));
  app.action<BlockAction>(actionIds.approveName, approveNameButton(deps));
  app.action<BlockAction>(actionIds.declineName, declineNameButton(deps));
  app.action<BlockAction>(actionIds.removeName, removeNameButton(deps));
  app.view(callbackIds.claimName, claimNameSubmission(deps));
  app.view(callbackIds.declineName, declineNameSubmission(deps));
  app.view(callbackIds.removeName, removeNameSubmission(deps));
  const { auditPrevious, auditNext, auditRefresh, auditOlder, auditBack } = actionIds;
  for (const actionId of [auditPrevious, auditNext, auditRefresh, auditOlder, auditBack]) {
    app.action<BlockAction>(actionId, turnAuditPage(deps));
  }
  app.action<BlockAction>(actionIds.auditExport, exportButton(deps));
  app.action<BlockAction>(actionIds.charts, chartsButton(deps));
  const { auditDetails, auditDetailsPrevious, auditDetailsNext } = actionIds;
  for (const actionId of [auditDetails, auditDetailsPrevious, auditDetailsNext]) {
    app.action<BlockAction>(actionId, showActDetails(deps));
  }
  app.action<BlockAction>(actionIds.boardStop, stopBoardButton(deps));
  const updates = [updateList(deps), updateDetails(deps)];
  const update: UpdateList = async (...outcome) => {
    await Promise.all(updates.map((show) => show(...outcome)));
  };
  app.view(callbackIds.kick, kickSubmission(deps, update));
  app.action<BlockAction>(actionIds.lift, unblockButton(deps));
  app.action<BlockAction>(actionIds.requestAgain, requestAgainButton(deps));
  app.view(callbackIds.decline, declineSubmission(deps));
  app.view(callbackIds.block, blockSubmission(deps));
  app.view(callbackIds.unblock, unblockSubmission(deps, update));
  const launcher = { type: 'shortcut', callback_id: shortcutIds.launcher } as const;
  app.shortcut<GlobalShortcut>(launcher, launcherShortcut(deps));
  const whoIsThis = { type: 'message_action', callback_id: shortcutIds.whoIsThis } as const;
  app.shortcut<MessageShortcut>(whoIsThis, whoIsThisShortcut(deps));
  app.view(callbackIds.launcher, launcherSubmission(deps, runCommand));

  app.event('app_home_opened', homeOpened(deps));
  app.action<BlockAction>(actionIds.homeRefresh, refreshHome(deps));

  // After an update was undone, or while another process is still to be updated.
  const ofOtherVersion = { parse: () => undefined, run: async () => [] };
  app.action<BlockAction>(
    { type: 'block_actions', action_id: noneOf(Object.values(actionIds)) },
    onButton(deps, ofOtherVersion.parse, async () => {}),
  );
  app.view(noneOf(Object.values(callbackIds)), onSubmission(deps, ofOtherVersion));
  app.shortcut<SlackShortcut>(noneOf(Object.values(shortcutIds)), otherShortcut(deps));
}

/** Matches every id but these, which consist of letters and underscores. */
function noneOf(ids: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${ids.join('|')})$)`);
}
