import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import type { Correlation } from '../domain/ids.ts';
import { isOver } from '../domain/moment.ts';
import type { Denial, DenialReason } from '../policy/authorize.ts';
import type { Requester } from '../policy/load-access.ts';
import type { MessageView } from './block-kit/blocks.ts';
import type { ModalPlace } from './block-kit/modal-place.ts';
import { expiredListView, outdatedView } from './block-kit/notice.ts';
import { type PressedRow, withoutPressedRow } from './block-kit/pressed-row.ts';
import { correlationOfModal, replyToFrom, requesterFromSlack } from './interactions.ts';
import type { ListenerDeps } from './listener-deps.ts';
import type { ReplyTo } from './replies.ts';

/** A submitted modal: who submitted it, and where the answers go. */
export interface Submitted {
  readonly requester: Requester;
  readonly replyTo: ReplyTo;
  /** The same each time that the submission is delivered. */
  readonly correlation: Correlation;
  readonly view: ViewOutput;
  readonly body: ViewSubmitAction;
  /** The row of a list in which the button that opened the modal was pressed, if the list can be updated. */
  readonly row: PressedRow | undefined;
  /** Adds work that the answers do not wait for, but the end of the listener does. It must not throw. */
  readonly afterAnswers: (work: Promise<void>) => void;
}

/** What one action of a submission is answered with. */
export interface Answer {
  /** Undefined if another message shows the outcome. */
  readonly view: MessageView | undefined;
  /** Why the action was denied, to be counted; undefined if it was not. */
  readonly denied: DenialReason | undefined;
}

/** Returns the answer to an action; a result that is a denial is counted. */
export function answerTo(
  result: { readonly kind: string; readonly denial?: Denial },
  view: MessageView | undefined,
): Answer {
  return { view, denied: result.denial?.reason };
}

/** What a modal stores; one that expires also stores when it was opened. */
type Metadata = ModalPlace & { readonly openedAt?: Date };

/**
 * Creates the listener of a submission: it shows errors in the modal, or acknowledges, runs the actions, counts those
 * that were denied, and sends the answers. A modal of another version, or one that was open for too long, does nothing,
 * and the person is told so.
 */
export function onSubmission<M extends Metadata>(
  { app, replies, usage }: Pick<ListenerDeps, 'app' | 'replies' | 'usage'>,
  {
    parse,
    findErrors = () => undefined,
    run,
  }: {
    readonly parse: (privateMetadata: string) => M | undefined;
    /** Returns what is wrong with the input, by block_id; undefined if nothing is. */
    readonly findErrors?: (view: ViewOutput, metadata: M) => Readonly<Record<string, string>> | undefined;
    readonly run: (submitted: Submitted, metadata: M) => Promise<readonly Answer[]>;
  },
) {
  return async ({
    ack,
    body,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs): Promise<void> => {
    const { view, user } = body;
    const { metadata: text, row } = withoutPressedRow(view.private_metadata);
    const metadata = parse(text);
    const errors = metadata && findErrors(view, metadata);
    if (errors !== undefined) return ack({ response_action: 'errors', errors: { ...errors } });
    await ack();
    const replyTo = replyToFrom(body);
    if (metadata === undefined) return replies.send(replyTo, outdatedView());
    const { openedAt } = metadata;
    if (openedAt !== undefined && isOver(openedAt, app.rules.kick.listExpiresMs, app.clock.now()))
      return replies.send(replyTo, expiredListView(openedAt));

    // The person may have been removed from the channel since the modal was opened.
    const claimed = requesterFromSlack({ ...metadata, person: user.id, team: user.team_id });
    const requester = { ...claimed, isOutside: true };
    const correlation = correlationOfModal(body);
    const rest: Promise<void>[] = [];
    const afterAnswers = (work: Promise<void>) => void rest.push(work);
    const submitted = { requester, replyTo, correlation, view, body, row, afterAnswers };
    const answers = await run(submitted, metadata);
    for (const { denied } of answers) if (denied !== undefined) usage.denial(denied);
    for (const answer of answers) if (answer.view !== undefined) await replies.send(replyTo, answer.view);
    await Promise.all(rest);
  };
}
