import type { BotNames } from '../../domain/bot-names.ts';
import { type Correlation, type PersonId, parseCorrelation } from '../../domain/ids.ts';
import type { Denial, DenialReason } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { claimBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';
import { onButton } from '../../slack/on-button.ts';
import { onSubmission } from '../../slack/on-submission.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import { denialView } from '../connections/denied-message.ts';
import { claimAnswerView, removalAnswerView, undecidedView } from './answers.ts';
import {
  approveClaim,
  type CannotDecideOnClaim,
  declineClaim,
  findClaimToDecide,
  type SettledClaim,
  type UnapprovableClaim,
} from './decide-claim.ts';
import { claimView } from './messages.ts';
import { claimModal, declineClaimModal, removeNameModal } from './modal.ts';
import { namesView } from './names-message.ts';
import { parseClaimMetadata, parseClaimPlace } from './payloads.ts';
import { memberDecision, personNames } from './person-names.ts';
import { findClaimToRemove, removeClaim } from './remove-claim.ts';
import { requestClaim } from './request-claim.ts';

/** Looks up the VPN names of a person, or of the person who asks, and renders them. */
export async function namesAnswer(
  { app, names, usage }: ListenerDeps,
  requester: Requester,
  of: PersonId | undefined,
): Promise<MessageView> {
  const result = await withAllowedChannels(app, requester, await personNames(app, requester, of));
  switch (result.kind) {
    case 'listed':
      return namesView(result.names, names);
    case 'unknown':
      return noticeView(':warning: Slack couldn’t look up this person. Try again in a minute.');
    case 'refused':
      usage.denial(result.denial.reason);
      return denialView(result.denial, names);
  }
}

/** Handles Claim a name: opens the modal that asks which. */
export function claimNameButton(deps: ListenerDeps) {
  return onButton(
    deps,
    () => true,
    (pressed) => openModal(deps, pressed, lookUpClaimModal(deps, pressed)),
  );
}

async function lookUpClaimModal(
  { app, names, usage }: ListenerDeps,
  { requester, replyTo }: Pressed,
): Promise<ModalContent> {
  const { claimsChannel, kick } = app.rules;
  const decision = memberDecision(app, await loadAccess(app, requester));
  const refused = decision.allowed ? undefined : ({ kind: 'refused', denial: decision } as const);
  if (refused !== undefined) usage.denial(refused.denial.reason);
  if (claimsChannel === undefined || refused !== undefined) {
    const view = claimAnswerView(refused ?? { kind: 'no_channel' }, names);
    return { kind: 'answer', view };
  }
  const { channel, channelName } = requester;
  const place = { channel, channelName, thread: replyTo.thread };
  return { kind: 'question', modal: claimModal({ place, claimsChannel, minReason: kick.minReason }) };
}

/** Handles the submitted claim: checks and records it, and asks the channel that decides. */
export function claimNameSubmission(deps: ListenerDeps) {
  return onSubmission(deps, {
    parse: parseClaimPlace,
    run: async ({ requester, correlation, view }) => {
      const inputs = modalInputs(view);
      const [name, reason] = [inputs.text(claimBlocks.name), inputs.text(claimBlocks.reason)];
      const result = await requestClaim(deps.app, { requester, correlation, name, reason });
      const answer = result.kind === 'begun' ? undefined : claimAnswerView(result, deps.names);
      return [{ view: answer, denied: deniedIn(result) }];
    },
  });
}

/** Handles Approve: authorizes and checks again; the button only identifies the claim. */
export function approveNameButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, async ({ requester, replyTo }, correlation) => {
    const result = await approveClaim(deps.app, { requester, correlation });
    const denied = deniedIn(result);
    if (denied !== undefined) deps.usage.denial(denied);
    const view = decisionView(result, deps.names);
    if (view !== undefined) await deps.replies.send(replyTo, view);
  });
}

/** Handles Decline, and Withdraw beside one’s own claim: opens a modal that asks for a reason. */
export function declineNameButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, (pressed, correlation) =>
    openModal(deps, pressed, lookUpDecline(deps, pressed, correlation)),
  );
}

async function lookUpDecline(
  { app, names }: ListenerDeps,
  { requester, replyTo }: Pressed,
  correlation: Correlation,
): Promise<ModalContent> {
  const found = await findClaimToDecide(app, { requester, correlation });
  if (found.kind !== 'open') return { kind: 'answer', view: undecidedView(found, names) };

  const { claim } = found;
  const { channel, channelName } = requester;
  const metadata = { channel, channelName, correlation, thread: replyTo.thread };
  return {
    kind: 'question',
    modal: declineClaimModal(claim, claim.person === requester.person, metadata),
  };
}

/** Handles the submission of that modal: authorizes again, with or without a reason. */
export function declineNameSubmission(deps: ListenerDeps) {
  return onSubmission(deps, {
    parse: parseClaimMetadata,
    run: async ({ requester, view }, { correlation }) => {
      const reason = modalInputs(view).text(claimBlocks.reason);
      const result = await declineClaim(deps.app, { requester, correlation, reason });
      return [{ view: decisionView(result, deps.names), denied: deniedIn(result) }];
    },
  });
}

/** Handles Remove beside a claimed name: opens a modal that asks before it is removed. */
export function removeNameButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, (pressed, correlation) =>
    openModal(deps, pressed, lookUpRemoval(deps, pressed, correlation)),
  );
}

async function lookUpRemoval(
  { app, names, usage }: ListenerDeps,
  { requester, replyTo }: Pressed,
  correlation: Correlation,
): Promise<ModalContent> {
  const found = await findClaimToRemove(app, { requester, correlation });
  if (found.kind === 'refused') usage.denial(found.denial.reason);
  if (found.kind !== 'found') return { kind: 'answer', view: removalAnswerView(found, names) };

  const { channel, channelName } = requester;
  const metadata = { channel, channelName, correlation, thread: replyTo.thread };
  return {
    kind: 'question',
    modal: removeNameModal(found.claim, found.isOwn, metadata, app.rules.kick.minReason),
  };
}

/** Handles the submission of that modal: authorizes again, and removes the name. */
export function removeNameSubmission(deps: ListenerDeps) {
  return onSubmission(deps, {
    parse: parseClaimMetadata,
    run: async ({ requester, view }, { correlation }) => {
      const reason = modalInputs(view).text(claimBlocks.reason);
      const result = await removeClaim(deps.app, { requester, correlation, reason });
      return [{ view: removalAnswerView(result, deps.names), denied: deniedIn(result) }];
    },
  });
}

/** Returns the outcome of a decision only if the claim’s own message could not show it. */
function decisionView(
  result: CannotDecideOnClaim | UnapprovableClaim | SettledClaim,
  names: BotNames,
): MessageView | undefined {
  if (result.kind !== 'settled') return undecidedView(result, names);
  return result.isShown ? undefined : claimView(result.claim);
}

function correlationOf({ value }: Pressed): Correlation | undefined {
  return parseCorrelation(value);
}

/** Why something was denied, to be counted; a decision that comes too late counts as denied. */
function deniedIn(result: { readonly kind: string; readonly denial?: Denial }): DenialReason | undefined {
  return result.kind === 'over' ? 'approval_over' : result.denial?.reason;
}
