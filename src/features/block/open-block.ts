import type { BlockLength } from '../../domain/block.ts';
import type { BlockSelection, BlockTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { withNotice } from '../../slack/block-kit/notice.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import type { KickOpening, ModalContent } from '../../slack/open-modal.ts';
import { leftOutOf, type UnresolvedTarget } from '../connections/resolve-several.ts';
import { blockAnswerView } from './answers.ts';
import { blockModal } from './modal.ts';
import { type BlockProposal, proposeBlock } from './propose-block.ts';

export interface BlockOpening extends KickOpening {
  readonly selection: BlockSelection;
  /** Undefined if none was given; then it has to be chosen in the modal. */
  readonly length: BlockLength | undefined;
}

/** Looks up and authorizes a block, for the modal that confirms it. */
export async function lookUpBlock(deps: ListenerDeps, opening: BlockOpening): Promise<ModalContent> {
  const { app, usage, names } = deps;
  const proposal = await withAllowedChannels(app, opening.requester, await proposeBlock(app, opening));
  if (proposal.kind === 'refused') usage.denial(proposal.denial.reason);
  if (proposal.kind !== 'found')
    return { kind: 'answer', view: withNotice(blockAnswerView(proposal, names), opening.notice) };

  return { kind: 'question', modal: blockModalFor(deps, opening, proposal) };
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

/** The block modal skips protected names, so what follows from it must not cover them either. */
function withoutProtected(targetRef: BlockTargetRef, skipped: readonly UnresolvedTarget[]): BlockTargetRef {
  if (targetRef.kind !== 'several') return targetRef;
  const isSkipped = (one: OneOfSeveral) =>
    one.kind === 'name' && skipped.some(({ targetRef: other }) => other === one);
  return { kind: 'several', targetRef: targetRef.targetRef.filter((one) => !isSkipped(one)) };
}
