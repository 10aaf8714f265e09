import type { BlockLength } from '../../domain/block.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { PersonId } from '../../domain/ids.ts';
import { isMany, type OneAim } from '../../domain/target.ts';
import { withNotice } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { withProgress } from '../../slack/look-up-progress.ts';
import { type KickOpening, type ModalContent, openModal } from '../../slack/open-modal.ts';
import { blockAnswerView, noListText } from '../block/answers.ts';
import { blockModal } from '../block/modal.ts';
import { type BlockProposal, proposeBlock } from '../block/propose-block.ts';
import { longerNameText } from '../connections/possible-matches.ts';
import { kickAnswerView } from './answers.ts';
import type { KickFinding, Unmet } from './kick-finding.ts';
import { kickModal } from './modal.ts';
import { warned } from './posting-warning.ts';
import { proposeKick } from './propose-kick.ts';

/** Opens the modal that confirms a kick. A denial, or any other answer without a kick, is shown without it. */
export function openKick(desk: Desk, opening: KickOpening): Promise<void> {
  const { desk: told, progress } = withProgress(desk);
  return openModal(desk, opening, lookUpKick(told, opening), progress);
}

async function lookUpKick(desk: Desk, opening: KickOpening): Promise<ModalContent> {
  const { app, tally, names } = desk;
  const finding = await proposeKick(app, opening);
  if (finding.kind === 'refused') tally.refusal(finding.refusal.reason);
  if (finding.kind !== 'found')
    return { kind: 'answer', view: withNotice(kickAnswerView(finding, names), opening.notice) };

  const needsApproval = finding.need !== undefined && !opening.breakGlass;
  const modal = kickModalFor(desk, opening, finding);
  return { kind: 'question', modal: await warned(desk, modal, opening.asker.channel, needsApproval) };
}

function kickModalFor(
  { app: { rules, clock }, names }: Desk,
  { asker, aim, breakGlass, reason, notice, replyTo: { thread } }: KickOpening,
  found: Extract<KickFinding, { kind: 'found' }>,
) {
  const { sessions } = found;
  const { channel, channelName } = asker;
  const { whom, on } = aim;
  const confirm = isMany(whom) ? mostAffected(sessions) : undefined;
  const place = { channel, channelName, thread };
  const leftOut = leftOutOf(found.unmet);
  const metadata = { ...place, whom, on, listed: 0, openedAt: clock.now(), breakGlass, confirm, leftOut };
  const { terminations } = rules;
  const { minReason } = rules.kick;
  const longerName = longerNameText(`${names.command} kick`, whom, reason, found.longerNames ?? []);
  const notices = [notice, longerName].flatMap((text) => text ?? []);
  const said = notices.length === 0 ? undefined : notices.join('\n');
  return kickModal({ ...found, metadata, minReason, terminations, reason, names, notice: said });
}

/** Returns the people who may be connected but are left out; the submission leaves them out as well. */
function leftOutOf(unmet: readonly Unmet[]): readonly PersonId[] {
  return unmet.flatMap(({ whom, why }) => (whom.kind === 'person' && why !== 'off' ? [whom.person] : []));
}

/** Returns the name of the endpoint with the most connections; typing it makes the actor read where they are. */
function mostAffected(sessions: readonly ListedConnection[]): string | undefined {
  const byEndpoint = Map.groupBy(sessions, ({ endpoint }) => endpoint.name);
  const [most] = [...byEndpoint].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0];
}

export interface BlockOpening extends KickOpening {
  readonly aim: OneAim;
  /** Undefined if none was given; then it has to be chosen in the modal. */
  readonly length: BlockLength | undefined;
}

/** Opens the modal that confirms a block. If blocking is not configured, it says so and offers a kick instead. */
export function openBlock(desk: Desk, opening: BlockOpening): Promise<void> {
  return desk.app.blocking === undefined
    ? openKick(desk, { ...opening, notice: [opening.notice ?? [], noListText].flat().join('\n') })
    : openModal(desk, opening, lookUpBlock(desk, opening));
}

async function lookUpBlock(desk: Desk, opening: BlockOpening): Promise<ModalContent> {
  const { app, tally, names } = desk;
  const proposal = await proposeBlock(app, opening);
  if (proposal.kind === 'refused') tally.refusal(proposal.refusal.reason);
  if (proposal.kind !== 'found')
    return { kind: 'answer', view: withNotice(blockAnswerView(proposal, names), opening.notice) };

  const modal = blockModalFor(desk, opening, proposal);
  return { kind: 'question', modal: await warned(desk, modal, opening.asker.channel, false) };
}

function blockModalFor(
  { app: { rules, clock }, names: botNames }: Desk,
  { asker, aim, length, reason, notice, replyTo: { thread } }: BlockOpening,
  found: Extract<BlockProposal, { kind: 'found' }>,
) {
  const { channel, channelName } = asker;
  const { endsSessions } = found;
  const place = { channel, channelName, thread };
  const metadata = { ...place, whom: aim.whom, on: aim.on, endsSessions, openedAt: clock.now() };
  return blockModal({
    ...found,
    metadata,
    length,
    reason,
    minReason: rules.kick.minReason,
    botNames,
    notice,
  });
}
