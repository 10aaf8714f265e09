import type { BotNames } from '../../domain/bot-names.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import { denialView } from '../connections/denied-message.ts';
import { lookUpKick } from './open-kick.ts';
import { findRetry, type Retry } from './retry-kick.ts';

/** Handles Retry: looks up what the kick did not terminate, authorizes, and opens the kick modal for it. */
export function retryButton(deps: ListenerDeps) {
  const parse = ({ value }: Pressed) => parseCorrelation(value);
  return onButton(deps, parse, (pressed, kick) => openModal(deps, pressed, lookUpRetry(deps, pressed, kick)));
}

async function lookUpRetry(deps: ListenerDeps, pressed: Pressed, kick: Correlation): Promise<ModalContent> {
  const retry = await findRetry(deps.app, pressed.requester, kick);
  if (retry.kind === 'refused') deps.usage.denial(retry.denial.reason);
  if (retry.kind !== 'found') return { kind: 'answer', view: noRetryView(retry, deps.names) };

  const { selection, connections: preselected, reason } = retry;
  return lookUpKick(deps, { ...pressed, selection, preselected, reason, breakGlass: false });
}

/** Says why there is nothing to retry. */
export function noRetryView(retry: Exclude<Retry, { kind: 'found' }>, names: BotNames): MessageView {
  return retry.kind === 'refused' ? denialView(retry.denial, names) : noticeView(noRetryTexts[retry.kind]);
}

const noRetryTexts = {
  ended: ':information_source: There’s nothing to retry: these connections have ended.',
  in_progress: ':hourglass_flowing_sand: This kick is still in progress.',
  too_many: ':warning: That’s too many people to retry at once. Kick fewer at a time.',
  unknown: ':grey_question: Bouncer has no record of this kick in this channel.',
} as const satisfies Record<Exclude<Retry['kind'], 'found' | 'refused'>, string>;
