import type { App, BlockAction } from '@slack/bolt';
import { approveButton, declineButton, declineSubmission } from '../features/approval/listeners.ts';
import { turnRecord } from '../features/audit/listeners.ts';
import { unblockButton, unblockSubmission } from '../features/block/unblock-listeners.ts';
import { blockSubmission } from '../features/kick/block-submission.ts';
import { kickSubmission } from '../features/kick/kick-submission.ts';
import { stopButton, terminateButton } from '../features/kick/listeners.ts';
import { blockButton, kickAgainButton } from '../features/kick/reconnect-listeners.ts';
import { shareList, turnList } from '../features/who/listeners.ts';
import { actionIds, callbackIds } from '../slack/block-kit/action-ids.ts';
import type { Desk } from '../slack/desk.ts';
import { vpnCommand } from './vpn-command.ts';

/** Registers every listener. Each has its own ids, because Bolt would run both of two listeners that match an action. */
export function registerListeners(app: App, desk: Desk): void {
  // Matches any command name, so that a name that differs from the configuration still gets an answer.
  app.command(/^\//, vpnCommand(desk));
  app.action<BlockAction>(actionIds.terminate, terminateButton(desk));
  app.action<BlockAction>(actionIds.kickAgain, kickAgainButton(desk));
  app.action<BlockAction>(actionIds.block, blockButton(desk));
  app.action<BlockAction>(actionIds.stop, stopButton(desk));
  for (const actionId of [actionIds.previous, actionIds.next, actionIds.refresh, actionIds.filter]) {
    app.action<BlockAction>(actionId, turnList(desk));
  }
  app.action<BlockAction>(actionIds.share, shareList(desk));
  app.action<BlockAction>(actionIds.approve, approveButton(desk));
  app.action<BlockAction>(actionIds.decline, declineButton(desk));
  const { recordPrevious, recordNext, recordRefresh, recordOlder } = actionIds;
  for (const actionId of [recordPrevious, recordNext, recordRefresh, recordOlder]) {
    app.action<BlockAction>(actionId, turnRecord(desk));
  }
  app.view(callbackIds.kick, kickSubmission(desk));
  app.action<BlockAction>(actionIds.lift, unblockButton(desk));
  app.view(callbackIds.decline, declineSubmission(desk));
  app.view(callbackIds.block, blockSubmission(desk));
  app.view(callbackIds.unblock, unblockSubmission(desk));
}
