import type { BotNames } from '../../domain/bot-names.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import { isOver } from '../../domain/moment.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { expiredListView, noticeView, outdatedView } from '../../slack/block-kit/notice.ts';
import { timeText } from '../../slack/block-kit/quantities.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { type Answer, answerTo, onSubmission } from '../../slack/on-submission.ts';
import { unofferedView } from '../block/answers.ts';
import type { BlockResult } from '../block/block.ts';
import { lengthMissingText } from '../block/modal.ts';
import type { BlockOpening } from '../block/open-block.ts';
import { parseBlockMetadata, wereOffered } from '../block/payloads.ts';
import { denialView } from '../connections/denied-message.ts';
import {
  neverExpires,
  parseSuggestion,
  parseTerminateButton,
  type TypedRequest,
} from '../connections/payloads.ts';
import type { UpdateList } from '../connections/row-outcome.ts';
import { parseReconnectButton, type ReconnectButton } from '../reconnect/payloads.ts';
import { afterBlock, afterKick } from './answers.ts';
import { blockThenKick } from './block-then-kick.ts';
import { type KickResult, kick } from './kick.ts';
import { endpointUntypedText, tooManyLeftOutView } from './many-people.ts';
import { openBlock, openKick } from './open-kick.ts';
import { type KickMetadata, type KickSubmission, kickSubmissionFrom, parseKickMetadata } from './payloads.ts';
import { mayBegin } from './posting-warning.ts';
import { rowReporter } from './report-row.ts';
import { type StopResult, stopKick } from './stop-kick.ts';
import { isLength, submittedKick } from './submitted-kick.ts';

/** Confirms Stop to the actor; the kick's own message shows the outcome of each connection. */
export function stoppedView(): MessageView {
  return noticeView(
    ':white_check_mark: Kick stopped. Terminations already requested from AWS continue; the rest are skipped.',
  );
}

/** Reports that someone else already stopped the kick. */
export function alreadyStoppedView(by: string, at: Date): MessageView {
  return noticeView(`:information_source: <@${by}> already stopped this kick at ${timeText(at, 'seconds')}.`);
}

/** Reports that there is nothing left to stop. */
export function nothingToStopView(): MessageView {
  return noticeView(':information_source: There’s nothing to stop: this kick has finished.');
}

/** Handles Stop: skips every connection that AWS has not been asked to terminate yet. */
export function stopButton(deps: ListenerDeps) {
  const { app, replies, usage, names } = deps;
  const parse = ({ value }: Pressed) => parseCorrelation(value);
  return onButton(deps, parse, async ({ requester, replyTo }, kick) => {
    const result = await withAllowedChannels(app, requester, await stopKick(app, { requester, kick }));
    if (result.kind === 'refused') usage.denial(result.denial.reason);
    await replies.send(replyTo, viewFor(result, names));
  });
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
      return denialView(result.denial, names);
  }
}

/** Handles Terminate: authorizes, looks up that one connection and opens its modal; the button is only a hint. */
export function terminateButton(deps: ListenerDeps) {
  const parse = ({ value }: Pressed) => parseTerminateButton(value);
  return onButton(deps, parse, async (pressed, { connection, on, asOf }) => {
    const { requester, replyTo, triggerId, blockId: rowId } = pressed;
    if (isExpired(deps, asOf)) return deps.replies.send(replyTo, expiredListView(asOf));
    const selection = { targetRef: { kind: 'connection', connection }, on } as const;
    const opening = { requester, selection, breakGlass: false, reason: '', triggerId, replyTo };
    await openKick(deps, { ...opening, rowId });
  });
}

/** Handles Kick again: authorizes, looks up whoever reconnected, and opens the kick modal. */
export function kickAgainButton(deps: ListenerDeps) {
  return onReconnectButton(deps, ({ requester, replyTo, triggerId }, { targetRef, on }) => {
    const selection = { targetRef, on };
    return openKick(deps, { requester, selection, breakGlass: false, reason: '', triggerId, replyTo });
  });
}

/** Handles Block: authorizes again and opens the block modal for every endpoint where the channel has the grant. */
export function blockButton(deps: ListenerDeps) {
  return onReconnectButton(deps, ({ requester, replyTo, triggerId }, { targetRef }) => {
    const selection = { targetRef, on: undefined };
    const opening = { requester, selection, breakGlass: false, reason: '', triggerId, replyTo };
    return openBlock(deps, { ...opening, length: undefined });
  });
}

/** Handles Terminate beside a suggested name: opens the kick modal for that name, with everything else as typed. */
export function kickNameButton(deps: ListenerDeps) {
  return onSuggestion(deps, (opening) => openKick(deps, opening));
}

/** Handles Block beside a suggested name: opens the block modal for that name, with everything else as typed. */
export function blockNameButton(deps: ListenerDeps) {
  return onSuggestion(deps, (opening) => openBlock(deps, opening));
}

function onSuggestion(deps: ListenerDeps, open: (opening: BlockOpening) => Promise<void>) {
  const parse = ({ value }: Pressed) => parseSuggestion(value);
  return onButton(deps, parse, async ({ requester, replyTo, triggerId }, suggestion) => {
    const { targetRef, on, reason, length, breakGlass, typedAt } = suggestion;
    const isBound = typedAt.getTime() !== neverExpires.getTime();
    if (isBound && isExpired(deps, typedAt)) return deps.replies.send(replyTo, expiredListView(typedAt));
    await open({ requester, selection: { targetRef, on }, breakGlass, reason, length, triggerId, replyTo });
  });
}

function onReconnectButton(
  deps: ListenerDeps,
  run: (pressed: Pressed, button: ReconnectButton) => Promise<void>,
) {
  const parse = ({ value }: Pressed) => parseReconnectButton(value);
  return onButton(deps, parse, async (pressed, button) => {
    const { seenAt } = button;
    if (isExpired(deps, seenAt)) await deps.replies.send(pressed.replyTo, expiredListView(seenAt));
    else await run(pressed, button);
  });
}

function isExpired({ app }: ListenerDeps, shownAt: Date): boolean {
  return isOver(shownAt, app.rules.kick.listExpiresMs, app.clock.now());
}

/**
 * Handles the submission of the kick modal: shows errors in the modal, or closes it and runs the kick. The list in which
 * Terminate was pressed shows what becomes of the connection.
 */
export function kickSubmission(deps: ListenerDeps, updateList: UpdateList) {
  const { app, names } = deps;
  return onSubmission(deps, {
    parse: parseKickMetadata,
    findErrors: (view, metadata) => kickErrors(kickSubmissionFrom(view), metadata, app.rules.kick.minReason),
    run: async ({ requester, replyTo, correlation, view, body, row, afterAnswers }, metadata) => {
      const { targetRef, on, leftOut } = metadata;
      if (leftOut === 'too_many') return [{ view: tooManyLeftOutView(), denied: undefined }];

      const submitted = submittedKick(metadata, kickSubmissionFrom(view), leftOut);
      const order = { ...submitted.kick, correlation, requester };
      const { reason, breakGlass, only } = order;
      const requested = { kick: order, isBlock: submitted.block !== undefined };
      if (!(await mayBegin(deps, body, requester, requested, replyTo))) return [];
      const typed = { on, reason, breakGlass, typedAt: app.clock.now() };
      const reporter = rowReporter(app, { row, requester, targetRef, updateList });
      if (submitted.block === undefined) {
        const result = await kick(reporter.app, order);
        afterAnswers(reporter.ended(result));
        return [kickAnswer(result, typed, names)];
      }

      const both = { ...order, ...submitted.block };
      const acts = { isBlock: only?.length !== 0, isKick: true };
      const { blocked, kicked } = await blockThenKick(reporter.app, both, acts);
      afterAnswers(reporter.ended(kicked));
      const answers = await blockAnswers(blocked.map(withoutUnshown), names);
      return kicked === undefined ? answers : [...answers, kickAnswer(kicked, typed, names)];
    },
  });
}

/** The modal of a kick said that it blocks only those who are connected, so the others are not listed again. */
function withoutUnshown(result: BlockResult): BlockResult {
  if (!('skipped' in result) || result.skipped === undefined) return result;
  return { ...result, skipped: result.skipped.filter(({ why }) => why !== 'unshown') };
}

function kickAnswer(result: KickResult, typed: TypedRequest, names: BotNames): Answer {
  return answerTo(result, afterKick(result, typed, names));
}

function blockAnswers(results: readonly BlockResult[], names: BotNames): Promise<readonly Answer[]> {
  return Promise.all(results.map(async (result) => answerTo(result, await afterBlock(result, names))));
}

function kickErrors(
  { reason, ticked, possible, typed, blockLength }: KickSubmission,
  { confirm }: KickMetadata,
  minReason: number,
): Record<string, string> | undefined {
  if (confirm !== undefined && !isSameName(typed.trim(), confirm))
    return { [kickBlocks.endpoint]: endpointUntypedText([confirm]) };
  if (!isLongEnough(reason, minReason)) return { [kickBlocks.reason]: reasonTooShortText(minReason) };
  if (blockLength?.kind === 'out_of_range') return { [kickBlocks.block]: lengthMissingText };
  if (ticked?.length === 0 && possible.length === 0)
    return { [kickBlocks.connections]: 'Select at least one connection.' };
  return undefined;
}

/** Handles the submission of the block modal: shows errors in the modal, or closes it and writes the block. */
export function blockSubmission(deps: ListenerDeps) {
  const { app, names } = deps;
  return onSubmission(deps, {
    parse: parseBlockMetadata,
    findErrors: (view) => blockErrors(kickSubmissionFrom(view), app.rules.kick.minReason),
    run: async ({ requester, replyTo, correlation, view, body }, metadata) => {
      const { targetRef, on, terminatesConnections: isKick, shownNames, leftOut } = metadata;
      if (leftOut === 'too_many') return [{ view: tooManyLeftOutView(), denied: undefined }];
      const { reason, blockLength: length, possible } = kickSubmissionFrom(view);
      // Without the names that the modal showed, nobody of several is blocked.
      const isUnknown = targetRef.kind === 'several' && shownNames === undefined;
      if (!isLength(length) || isUnknown) return [{ view: outdatedView(), denied: undefined }];
      if (!wereOffered(possible, metadata)) return [{ view: unofferedView(), denied: undefined }];

      const request = { requester, selection: { targetRef, on }, leftOut, breakGlass: false };
      const acts = { kick: isKick ? request : undefined, isBlock: true };
      if (!(await mayBegin(deps, body, requester, acts, replyTo))) return [];

      const order = { ...request, correlation, reason, length, shownNames, only: undefined, also: possible };
      const { blocked, kicked } = await blockThenKick(app, order, { isBlock: true, isKick });
      const answers = await blockAnswers(blocked, names);
      const isNone = kicked?.kind === 'none' && possible.length === 0;
      const typed = { on, reason, breakGlass: false, typedAt: app.clock.now() };
      return isNone || kicked === undefined ? answers : [...answers, kickAnswer(kicked, typed, names)];
    },
  });
}

function blockErrors(
  { reason, blockLength }: KickSubmission,
  minReason: number,
): Record<string, string> | undefined {
  const isTooShort = !isLongEnough(reason, minReason);
  if (isLength(blockLength) && !isTooShort) return undefined;
  return {
    ...(!isLength(blockLength) && { [kickBlocks.block]: lengthMissingText }),
    ...(isTooShort && { [kickBlocks.reason]: reasonTooShortText(minReason) }),
  };
}
