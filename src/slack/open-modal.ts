import type { ModalView } from '@slack/types';
import { failureFrom } from '../domain/failure.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { KickSelection } from '../domain/target.ts';
import type { Requester } from '../policy/load-access.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { failureSentence } from './block-kit/failure-sentence.ts';
import { closedModal, lookingUpModal } from './block-kit/inputs.ts';
import { lookUpProgressText, noticeView, tooLateView } from './block-kit/notice.ts';
import { textFromModalPlace } from './block-kit/place-text.ts';
import { withPressedRow } from './block-kit/pressed-row.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { type ProgressNow, reportProgress } from './look-up-progress.ts';
import type { ReplyTo } from './replies.ts';

/** The result of a look-up: a question, or an answer if there is nothing to ask. */
export type ModalContent =
  | { readonly kind: 'question'; readonly modal: ModalView }
  | { readonly kind: 'answer'; readonly view: MessageView };

/** A trigger is valid for three seconds. The modal opens well before that, whether or not AWS has answered. */
const patienceMs = 700;

/** When the modal shows the progress of looking up a group's members, which takes at most half a minute. */
const progressWaitsMs = [3_000, 5_000, 5_000, 5_000, 5_000, 5_000] as const;

/**
 * Opens a modal about something that is being looked up. A quick result is shown at once, an answer without a modal.
 * Otherwise the modal opens with "Looking up…" and is filled in later. A button in a modal fills in that modal.
 */
export async function openModal(
  deps: ListenerDeps,
  opening: ModalOpening,
  lookUp: Promise<ModalContent>,
  progress: ProgressNow = () => undefined,
): Promise<void> {
  const { app, modals, replies } = deps;
  const looking = lookUp.then((content) => withRow(content, opening));
  // The failure is handled where the result is awaited. Until then it must not count as an unhandled rejection.
  looking.catch(() => {});
  const { triggerId, replyTo } = opening;
  const waiting = modals.openedWith(triggerId);
  if (waiting !== undefined) return fillIn(deps, waiting, opening, looking, progress);
  if (replyTo.viewId !== undefined) {
    await modals.update(replyTo.viewId, lookingUpModal());
    return fillIn(deps, replyTo.viewId, opening, looking, progress);
  }

  const early = await Promise.race([looking, app.clock.sleep(patienceMs).then(() => undefined)]);
  if (early?.kind === 'answer') return replies.send(replyTo, early.view);

  const opened = await modals.open(triggerId, early?.modal ?? lookingUpModal());
  if (opened.kind === 'too_late') return replies.send(replyTo, tooLateView());
  if (early === undefined) await fillIn(deps, opened.viewId, opening, looking, progress);
}

/** In a direct message, the buttons of a list name its channel, and the list is not shown again. */
function withRow(content: ModalContent, { rowId, replyTo }: ModalOpening): ModalContent {
  const { responseUrl, isDirect = false } = replyTo;
  if (content.kind === 'answer' || rowId === undefined || responseUrl === undefined || isDirect)
    return content;
  return { ...content, modal: withPressedRow(content.modal, { responseUrl, blockId: rowId }) };
}

async function fillIn(
  { app, modals, logger }: ListenerDeps,
  viewId: string,
  opening: ModalOpening,
  looking: Promise<ModalContent>,
  progress: ProgressNow,
): Promise<void> {
  await reportProgress(app, looking, progress, progressWaitsMs, (now) =>
    modals
      .update(viewId, lookingUpModal(lookUpProgressText(now)))
      .catch((error) => logger.warn('a modal does not show how far it is', failureFrom(error).message)),
  );
  await modals.update(viewId, await filledIn(opening, looking));
}

async function filledIn(
  { requester: { channel, channelName }, replyTo: { thread } }: ModalOpening,
  looking: Promise<ModalContent>,
): Promise<ModalView> {
  try {
    const subject = await looking;
    return subject.kind === 'question'
      ? subject.modal
      : closedModal(subject.view.blocks, textFromModalPlace({ channel, channelName, thread }));
  } catch (error) {
    const sentence = failureSentence(failureFrom(error).code);
    return closedModal(noticeView(`:x: No action was taken. ${sentence}`).blocks);
  }
}

/** Who asked for a modal, and where it is shown. */
export interface ModalOpening {
  readonly requester: Requester;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** The block_id of the row of a list whose button was pressed, if the list shows what becomes of it. */
  readonly rowId?: string | undefined;
}

export interface KickOpening extends ModalOpening {
  readonly selection: KickSelection;
  readonly breakGlass: boolean;
  /** The reason typed with the command. */
  readonly reason: string;
  /** The connections that are selected at first, if others are listed as well; all of them by default. */
  readonly preselected?: readonly ConnectionId[];
  /** A notice to show first, as mrkdwn. */
  readonly notice?: string | undefined;
}

/**
 * Opens a modal with “Looking up…” at once and lets the answer appear in it. If Slack no longer opens it, the answer
 * goes where any other would.
 *
 * @param answer Sends one answer or more, each of which replaces the one before.
 */
export async function answerInModal(
  { app, modals, replies, logger }: ListenerDeps,
  { triggerId, replyTo }: Omit<ModalOpening, 'requester'>,
  answer: (replyTo: ReplyTo) => Promise<void>,
): Promise<void> {
  const viewId = modals.openedWith(triggerId) ?? (await openedNow(modals, triggerId));
  if (viewId === undefined) return answer(replyTo);
  const inModal = { ...replyTo, viewId };
  try {
    await answer(inModal);
  } catch (error) {
    const correlation = app.newCorrelation();
    const failure = failureFrom(error);
    logger.error(`a look-up for a modal failed: ${failure.code}`, { correlation, error: failure });
    const sentence = failureSentence(failure.code);
    await replies.send(inModal, noticeView(`:x: ${sentence} (\`${correlation}\`)`));
  }
}

async function openedNow(modals: ListenerDeps['modals'], triggerId: string): Promise<string | undefined> {
  const opened = await modals.open(triggerId, lookingUpModal());
  return opened.kind === 'opened' ? opened.viewId : undefined;
}
