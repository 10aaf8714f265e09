import { isMany } from '../../domain/target.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { withNotice } from '../../slack/block-kit/notice.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { withProgress } from '../../slack/look-up-progress.ts';
import { type KickOpening, type ModalContent, openModal } from '../../slack/open-modal.ts';
import { noListNotice } from '../block/answers.ts';
import { digestOfName } from '../block/authorize-block.ts';
import { type BlockOpening, lookUpBlock } from '../block/open-block.ts';
import { leftOutOf } from '../connections/resolve-several.ts';
import { kickAnswerView } from './answers.ts';
import type { KickFinding } from './kick-finding.ts';
import { kickModal } from './modal.ts';
import { parseKickMetadata, textFromKickMetadata } from './payloads.ts';
import { warned } from './posting-warning.ts';
import { proposeKick } from './propose-kick.ts';

/** Opens the modal that confirms a kick. A denial, or any other answer without a kick, is shown without it. */
export function openKick(deps: ListenerDeps, opening: KickOpening): Promise<void> {
  const { deps: observed, progress } = withProgress(deps);
  return openModal(deps, opening, lookUpKick(observed, opening), progress);
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
  const shownNames = found.mayBlock ? found.blockNames?.map(digestOfName) : undefined;
  const withNames = { ...metadata, shownNames };
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

/** Opens the modal that confirms a block. If blocking is not configured, it says so and offers a kick instead. */
export function openBlock(deps: ListenerDeps, opening: BlockOpening): Promise<void> {
  return deps.app.blocking === undefined
    ? openKick(deps, { ...opening, notice: [opening.notice ?? [], noListNotice].flat().join('\n') })
    : openModal(deps, opening, lookUpBlockToConfirm(deps, opening));
}

async function lookUpBlockToConfirm(deps: ListenerDeps, opening: BlockOpening): Promise<ModalContent> {
  const content = await lookUpBlock(deps, opening);
  if (content.kind !== 'question') return content;
  return { ...content, modal: await warned(deps, content.modal, opening.requester.channel, false) };
}
