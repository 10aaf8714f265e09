import type { Approval } from '../../domain/approval.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { noticeView, undoneByStoreView, withNotice } from '../../slack/block-kit/notice.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { namelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import { blockAnswerView, notBlockedView } from '../block/answers.ts';
import type { BlockResult } from '../block/block.ts';
import { blockView, skippedText } from '../block/messages.ts';
import { possibleRows } from '../connections/connection-row.ts';
import {
  certificateOnlyBlocks,
  unassociatedBlocks,
  unavailableBlocks,
} from '../connections/coverage-blocks.ts';
import { denialView } from '../connections/denied-message.ts';
import { otherUsersBlocks } from '../connections/messages.ts';
import type { TypedRequest } from '../connections/payloads.ts';
import { suggestionRows, suggestionView } from '../connections/suggested-names.ts';
import type { KickResult } from './kick.ts';
import type { KickFinding } from './kick-finding.ts';
import { endpointUntypedText, outOfScopeBlocks, unresolvedBlocks, unverifiableText } from './many-people.ts';
import { kickView } from './messages.ts';

/**
 * Tells the actor why there is nothing to terminate.
 *
 * @param typed What was requested, to be kept if another name is chosen.
 */
export function kickAnswerView(
  finding: Exclude<KickFinding, { kind: 'found' }>,
  typed: TypedRequest,
  names: BotNames,
): MessageView {
  switch (finding.kind) {
    case 'refused':
      return denialView(finding.denial, names);
    case 'nameless':
      return namelessView(finding);
    case 'unknown_endpoint':
      return unknownEndpointView(finding, `${names.command} kick`);
    case 'none':
      return noneView(finding, typed, names);
    case 'too_many_to_approve':
      return noticeView(tooManyText(finding.names, names));
    case 'ambiguous':
      return ambiguousView(finding, typed);
  }
}

/** Tells the actor that someone else is already terminating the same connections. */
export function takenView(by: string, at: Date): MessageView {
  return noticeView(
    `:information_source: <@${by}> started terminating these connections at ${timeText(at, 'seconds')}. See that kick’s message for the result.`,
  );
}

function tooManyText(count: number, { command }: BotNames): string {
  return `:warning: *No connections were terminated.* This kick needs approval, and ${counted(count, 'name')} are too many to show an approver. Kick fewer people at a time. In an emergency, people authorized for break-glass can use \`${command} kick … break-glass reason\`.`;
}

function noneView(
  finding: Extract<KickFinding, { kind: 'none' }>,
  typed: TypedRequest,
  names: BotNames,
): MessageView {
  const { unavailable, unassociated, outOfScope, unresolved, otherUsers, possible, similar = [] } = finding;
  const question = similar.length === 0 ? '' : ' Did you mean this name?';
  const text = `${noneText(finding, typed)}${question}`;

  return messageView(text, [
    section(`:information_source: ${text}`),
    ...suggestionRows('kick', similar, typed, 1),
    ...unresolvedBlocks(unresolved),
    ...otherUsersBlocks(otherUsers, names),
    ...possibleRows(possible.connections, { hasButton: true }),
    ...certificateOnlyBlocks(possible.certificateOnly),
    ...unavailableBlocks(unavailable),
    ...unassociatedBlocks(unassociated),
    ...outOfScopeBlocks('Not checked', outOfScope),
  ]);
}

/** Says that no one is connected only about the endpoints that responded. */
function noneText(
  { targetRef, unavailable, otherUsers }: Extract<KickFinding, { kind: 'none' }>,
  { on = 'this endpoint' }: TypedRequest,
): string {
  const where = unavailable.length > 0 ? ' on the endpoints that responded' : '';
  switch (targetRef.kind) {
    case 'everyone':
      return where === '' ? `No one is connected to ${shown(on)}.` : `No active connections found${where}.`;
    case 'several':
      return otherUsers.length > 0
        ? `None of them has an active connection of their own${where}.`
        : `No active connections found${where}.`;
    case 'person':
      return otherUsers.length > 0
        ? `<@${targetRef.person}> has no active connection of their own${where}.`
        : `No active connection found for <@${targetRef.person}>${where}.`;
    case 'name':
      return `No active connection found for “${shown(targetRef.name)}”${where}.`;
    case 'connection':
      return where === '' ? 'This connection has already ended.' : `This connection wasn’t found${where}.`;
  }
}

/** Offers names that are close to the one typed. A kick needs the whole name, so none of them is chosen. */
function ambiguousView(
  { name, candidates }: Extract<KickFinding, { kind: 'ambiguous' }>,
  typed: TypedRequest,
): MessageView {
  const text = `No active connection found for “${shown(name)}”. Did you mean one of these?`;
  return suggestionView(text, 'kick', candidates, typed);
}

/** Tells the requester that the approval request has not been posted yet. */
export function approvalUnshownView({ expiresAt }: Approval, { handle }: BotNames): MessageView {
  return noticeView(
    `:warning: This kick needs approval, but Bouncer can’t post the request in the channel. It keeps trying until ${timeText(expiresAt, 'seconds')}. Check that Bouncer is in the channel (\`/invite ${handle}\`). No connections have been terminated.`,
  );
}

/**
 * Returns what the actor is told after a kick: any result that the kick's own message does not show, and the people
 * who were left out because Slack returned no details for them. Undefined if there is nothing to add.
 */
export function afterKick(result: KickResult, typed: TypedRequest, names: BotNames): MessageView | undefined {
  const view = outcomeView(result, typed, names);
  const isActed = result.kind === 'kicked' || result.kind === 'approval_asked';
  const leftOut = isActed ? unverifiableText(result.unresolved ?? []) : undefined;
  if (leftOut === undefined) return view;
  return view === undefined ? noticeView(leftOut) : withNotice(view, leftOut);
}

function outcomeView(result: KickResult, typed: TypedRequest, names: BotNames): MessageView | undefined {
  switch (result.kind) {
    case 'kicked':
      return result.isShown ? undefined : kickView(result.kick, names);
    case 'begun':
      return undefined;
    case 'approval_asked':
      return result.isShown ? undefined : approvalUnshownView(result.approval, names);
    case 'taken':
      return takenView(result.by, result.at);
    case 'unrecorded':
      return undoneByStoreView(result.code);
    case 'endpoint_untyped':
      return noticeView(`${endpointUntypedText(result.endpoints)} No connections were terminated.`);
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return kickAnswerView(result, typed, names);
  }
}

/** Returns what the actor is told after a block; a failed block is always reported. */
export async function afterBlock(result: BlockResult, names: BotNames): Promise<MessageView | undefined> {
  switch (result.kind) {
    case 'requested': {
      const view = (await result.isShown) ? undefined : blockView(result.report);
      const skipped = skippedText(result.skipped ?? []);
      if (skipped === undefined) return view;
      return view === undefined ? noticeView(skipped) : withNotice(view, skipped);
    }
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    case 'failed':
      return notBlockedView(result.code);
    default:
      return blockAnswerView(result, names);
  }
}
