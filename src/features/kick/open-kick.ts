import type { BlockLength } from '../../domain/block.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type BlockSelection, type BlockTargetRef, isMany, type OneOfSeveral } from '../../domain/target.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { withNotice } from '../../slack/block-kit/notice.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { withProgress } from '../../slack/look-up-progress.ts';
import { type KickOpening, type ModalContent, openModal } from '../../slack/open-modal.ts';
import { blockAnswerView, noListNotice } from '../block/answers.ts';
import { digestOfName } from '../block/block.ts';
import { blockModal } from '../block/modal.ts';
import { type BlockProposal, proposeBlock } from '../block/propose-block.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { kickAnswerView } from './answers.ts';
import type { KickFinding } from './kick-finding.ts';
import { kickModal } from './modal.ts';
import { parseKickMetadata, textFromKickMetadata } from './payloads.ts';
import { warned } from './posting-warning.ts';
import { proposeKick } from './propose-kick.ts';

/** Opens the modal that confirms a kick. A denial, or any other answer without a kick, is shown without it. */
export function openKick(deps: ListenerDeps, opening: KickOpening): Promise<void> {
  const { deps: told, progress } = withProgress(deps);
  return openModal(deps, opening, lookUpKick(told, opening), progress);
}

/** Looks up and authorizes a kick, for the modal that confirms it. */
export async function lookUpKick(deps: ListenerDeps, opening: KickOpening): Promise<ModalContent> {
  const { app, usage, names } = deps;
  const finding = await withAllowedChannels(app, opening.requester, await proposeKick(app, opening));
  if (finding.kind === 'refused') usage.denial(finding.denial.reason);
  if (finding.kind !== 'found') {
    const { selection, reason, breakGlass } = opening;
    const typed = { on: selection.on, reason, breakGlass, typedAt: app.clock.now() };
    return { kind: 'answer', view: withNotice(kickAnswerView(finding, typed, names), opening.notice) };
  }

  const needsApproval = finding.need !== undefined && !opening.breakGlass;
  const modal = kickModalFor(deps, opening, finding);
  return { kind: 'question', modal: await warned(deps, modal, opening.requester.channel, needsApproval) };
}

function kickModalFor(
  { app: { rules, clock }, names }: ListenerDeps,
  { requester, selection, breakGlass, reason, preselected, notice, replyTo: { thread } }: KickOpening,
  found: Extract<KickFinding, { kind: 'found' }>,
) {
  const { connections } = found;
  const { channel, channelName } = requester;
  const { targetRef, on } = selection;
  // A kick of everyone is of one endpoint. Typing its name makes the actor read where the connections are.
  const confirm = targetRef.kind === 'everyone' ? connections[0]?.endpoint.name : undefined;
  const place = { channel, channelName, thread };
  const leftOut = leftOutOf(found.unresolved);
  const metadata = {
    ...place,
    targetRef,
    on,
    listed: 0,
    openedAt: clock.now(),
    breakGlass,
    confirm,
    leftOut,
  };
  const withNames = { ...metadata, shownNames: found.blockNames?.map(digestOfName) };
  // Without room for the names, the modal offers no block.
  const fits = parseKickMetadata(textFromKickMetadata(withNames))?.leftOut !== 'too_many';
  const offer = fits ? { metadata: withNames } : { metadata, mayBlock: false, blockNames: [] };
  const { terminations } = rules;
  const { minReason } = rules.kick;
  const isOther = targetRef.kind === 'person' ? targetRef.person !== requester.person : !isMany(targetRef);
  const notifies = isOther ? rules.kick.notify : undefined;
  return kickModal({
    ...found,
    ...offer,
    notifies,
    minReason,
    terminations,
    reason,
    preselected,
    names,
    notice,
  });
}

/** Returns the people who may be connected but are left out; the submission leaves them out as well. */
function leftOutOf(unresolved: readonly UnresolvedTarget[]): readonly PersonId[] {
  return unresolved.flatMap(({ targetRef, why }) =>
    targetRef.kind === 'person' && why !== 'off' ? [targetRef.person] : [],
  );
}

/** The block modal skips protected names, so what follows from it must not cover them either. */
function withoutProtected(targetRef: BlockTargetRef, skipped: readonly UnresolvedTarget[]): BlockTargetRef {
  if (targetRef.kind !== 'several') return targetRef;
  const isSkipped = (one: OneOfSeveral) =>
    one.kind === 'name' && skipped.some(({ targetRef: other }) => other === one);
  return { kind: 'several', targetRef: targetRef.targetRef.filter((one) => !isSkipped(one)) };
}

export interface BlockOpening extends KickOpening {
  readonly selection: BlockSelection;
  /** Undefined if none was given; then it has to be chosen in the modal. */
  readonly length: BlockLength | undefined;
}

/** Opens the modal that confirms a block. If blocking is not configured, it says so and offers a kick instead. */
export function openBlock(deps: ListenerDeps, opening: BlockOpening): Promise<void> {
  return deps.app.blocking === undefined
    ? openKick(deps, { ...opening, notice: [opening.notice ?? [], noListNotice].flat().join('\n') })
    : openModal(deps, opening, lookUpBlock(deps, opening));
}

async function lookUpBlock(deps: ListenerDeps, opening: BlockOpening): Promise<ModalContent> {
  const { app, usage, names } = deps;
  const proposal = await withAllowedChannels(app, opening.requester, await proposeBlock(app, opening));
  if (proposal.kind === 'refused') usage.denial(proposal.denial.reason);
  if (proposal.kind !== 'found')
    return { kind: 'answer', view: withNotice(blockAnswerView(proposal, names), opening.notice) };

  const modal = blockModalFor(deps, opening, proposal);
  return { kind: 'question', modal: await warned(deps, modal, opening.requester.channel, false) };
}

function blockModalFor(
  { app: { rules, clock }, names: botNames }: ListenerDeps,
  { requester, selection, length, reason, notice, replyTo: { thread } }: BlockOpening,
  found: Extract<BlockProposal, { kind: 'found' }>,
) {
  const { channel, channelName } = requester;
  const { terminatesConnections } = found;
  const place = { channel, channelName, thread };
  const metadata = {
    ...place,
    targetRef: withoutProtected(selection.targetRef, found.skipped ?? []),
    on: selection.on,
    terminatesConnections,
    openedAt: clock.now(),
    leftOut: leftOutOf(found.skipped ?? []),
  };
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
