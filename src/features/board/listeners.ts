import { parseCorrelation } from '../../domain/ids.ts';
import type { Denial } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { unknownEndpointView } from '../../slack/command/messages.ts';
import type { BoardCommand } from '../../slack/command/parse-board.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { denialView } from '../connections/denied-message.ts';
import { boardDelayedView, boardOverView, boardUnpostableView, tooManyBoardsView } from './messages.ts';
import { startBoard } from './start-board.ts';
import { stopBoard } from './stop-board.ts';

/**
 * Starts a board. Its message in the channel is the answer.
 *
 * @returns What to tell the person who asked, if anything is left to say.
 */
export async function boardAnswer(
  deps: ListenerDeps,
  requester: Requester,
  { targetRef, on, lengthMs }: BoardCommand,
): Promise<MessageView | undefined> {
  const { app, names, poster } = deps;
  const targets = targetRef.targetRef;
  const result = await startBoard(app, { requester, targets, on, lengthMs }, async () => {
    return (await poster.refusalIn(requester.channel)) === undefined;
  });
  switch (result.kind) {
    case 'started':
      return result.isShown ? undefined : boardDelayedView();
    case 'unpostable':
      return boardUnpostableView(names);
    case 'too_many':
      return tooManyBoardsView(result.most);
    case 'unknown_endpoint':
      return unknownEndpointView(result);
    case 'refused':
      return denialAnswer(deps, requester, result.denial);
  }
}

/** Handles Stop updates: the button only identifies the board. */
export function stopBoardButton(deps: ListenerDeps) {
  const parse = ({ value }: { readonly value: string }) => parseCorrelation(value);
  return onButton(deps, parse, async ({ requester, replyTo }, correlation) => {
    const result = await stopBoard(deps.app, { requester, correlation });
    if (result.kind === 'over') await deps.replies.send(replyTo, boardOverView());
    if (result.kind === 'refused')
      await deps.replies.send(replyTo, await denialAnswer(deps, requester, result.denial));
  });
}

async function denialAnswer(
  { app, usage, names }: ListenerDeps,
  requester: Requester,
  denial: Denial,
): Promise<MessageView> {
  usage.denial(denial.reason);
  const refused = await withAllowedChannels(app, requester, { kind: 'refused' as const, denial });
  return denialView(refused.denial, names);
}
