import type { Approval } from '../../domain/approval.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { linesSection, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { noticeView, undoneByStoreView, withNotice } from '../../slack/block-kit/notice.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { namelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import type { BlockResult } from '../block/block.ts';
import { blockAnswerView, blockView, notBlockedView } from '../block/messages.ts';
import { nameKind, namePlain, possibleRows } from '../connections/connection-row.ts';
import {
  certificateOnlyBlocks,
  unassociatedBlocks,
  unavailableBlocks,
} from '../connections/coverage-blocks.ts';
import { denialView } from '../connections/denied-message.ts';
import { otherUsersBlocks } from '../connections/messages.ts';
import type { KickResult } from './kick.ts';
import type { KickFinding } from './kick-finding.ts';
import { endpointUntypedText, outOfScopeBlocks, unresolvedBlocks, unverifiableText } from './many-people.ts';
import { kickView } from './messages.ts';

const mostCandidates = 10;

/** Tells the actor why there is nothing to terminate. */
export function kickAnswerView(
  finding: Exclude<KickFinding, { kind: 'found' }>,
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
      return noneView(finding, names);
    case 'too_many_to_approve':
      return noticeView(tooManyText(finding.names, names));
    case 'ambiguous':
      return ambiguousView(finding.name, finding.candidates);
  }
}

/** Tells the actor that someone else is already terminating the same connections. */
export function takenView(by: string, at: Date): MessageView {
  return noticeView(
    `:information_source: <@${by}> started terminating these connections at ${timeText(at, 'seconds')}. See that kick’s message for the result.`,
  );
}

function tooManyText(count: number, { command }: BotNames): string {
  return `:no_entry: This kick needs approval, and ${counted(count, 'name')} are too many to show an approver. Kick fewer people at a time. In an emergency, people authorized for break-glass can use \`${command} kick … break-glass reason\`. No connections were terminated.`;
}

function noneView(finding: Extract<KickFinding, { kind: 'none' }>, names: BotNames): MessageView {
  const { unavailable, unassociated, outOfScope, unresolved, otherUsers, possible } = finding;
  const text = noneText(finding);

  return messageView(text, [
    section(`:information_source: ${text}`),
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
function noneText({ targetRef, unavailable, otherUsers }: Extract<KickFinding, { kind: 'none' }>): string {
  const where = unavailable.length > 0 ? ' on the endpoints that responded' : '';
  const own = otherUsers.length > 0 ? ' of their own' : '';
  switch (targetRef.kind) {
    case 'everyone':
      return unavailable.length > 0
        ? `No active connections found${where}.`
        : 'No one is connected to this endpoint.';
    case 'several':
      return `No active connections${own} found${where}.`;
    case 'person':
      return `No active connection${own} found for <@${targetRef.person}>${where}.`;
    case 'name':
      return `No active connection${own} found for “${shown(targetRef.name)}”${where}.`;
    case 'connection':
      return unavailable.length > 0
        ? `This connection wasn’t found${where}.`
        : 'This connection has already ended.';
  }
}

/** Lists names that are close to the one typed. A kick needs the whole name, so none of them is chosen. */
function ambiguousView(name: string, candidates: readonly ListedConnection[]): MessageView {
  const byName = Map.groupBy(candidates, ({ connection, endpoint }) =>
    [namePlain(connection), nameKind(connection), endpoint.name].join('\n'),
  );
  const lines = [...byName.values()].map(candidateLine);
  const more = (count: number) => `and ${counted(count, 'more name')}`;
  const text = `No active connection found for “${shown(name)}”. Did you mean one of these?`;

  return messageView(text, [section(`:grey_question: ${text}`), linesSection(lines, mostCandidates, more)]);
}

function candidateLine(connections: readonly ListedConnection[]): string {
  const [first] = connections;
  if (first === undefined) return '';
  const { connection, endpoint } = first;
  return `• ${shownBold(namePlain(connection))}  ${nameKind(connection)} · ${shown(endpoint.name)} · ${counted(connections.length, 'connection')}`;
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
export function afterKick(result: KickResult, names: BotNames): MessageView | undefined {
  const view = outcomeView(result, names);
  const isActed = result.kind === 'kicked' || result.kind === 'approval_asked';
  const leftOut = isActed ? unverifiableText(result.unresolved ?? []) : undefined;
  if (leftOut === undefined) return view;
  return view === undefined ? noticeView(leftOut) : withNotice(view, leftOut);
}

function outcomeView(result: KickResult, names: BotNames): MessageView | undefined {
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
      return kickAnswerView(result, names);
  }
}

/** Returns what the actor is told after a block; a failed block is always reported. */
export async function afterBlock(result: BlockResult, names: BotNames): Promise<MessageView | undefined> {
  switch (result.kind) {
    case 'requested':
      return (await result.isShown) ? undefined : blockView(result.report);
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
