import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { type StopResult, stopKick } from '../../commands/stop-kick.ts';
import type { BotNames } from '../../core/bot-names.ts';
import { parseCorrelation } from '../../core/ids.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import type { MessageView } from '../views/blocks.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import { refusalView } from '../views/refusal-view.ts';
import { alreadyStoppedView, nothingToStopView, stoppedView } from '../views/stop-view.ts';
import type { Desk } from './desk.ts';

/** Stop: what AWS was not asked to end yet is spared. */
export function stopButton({ world, replies, tally, names }: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value } = pressedFrom(body);
    const kick = parseCorrelation(value);
    if (kick === undefined) return replies.send(replyTo, outdatedView());

    const result = await stopKick(world, { asker, kick });
    if (result.kind === 'refused') tally.refusal(result.refusal.reason);
    await replies.send(replyTo, viewFor(result, names));
  };
}

function viewFor(result: StopResult, names: BotNames): MessageView {
  switch (result.kind) {
    case 'stopped':
      return stoppedView();
    case 'already_stopped':
      return alreadyStoppedView(result.by, result.at);
    case 'over':
    case 'unknown':
      return nothingToStopView();
    case 'refused':
      return refusalView(result.refusal, names);
  }
}
