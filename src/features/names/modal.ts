import type { InputBlock, ModalView } from '@slack/types';
import type { ClaimRequest } from '../../domain/claim-request.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { callbackIds, claimBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shownBold } from '../../slack/block-kit/escape-text.ts';
import { maxReasonLength, modalFrame } from '../../slack/block-kit/inputs.ts';
import type { ModalPlace } from '../../slack/block-kit/modal-place.ts';
import { textFromModalPlace } from '../../slack/block-kit/place-text.ts';
import { type ClaimMetadata, textFromClaimMetadata } from './payloads.ts';

/** Builds the modal in which a person claims a certificate name. */
export function claimModal({
  place,
  claimsChannel,
  minReason,
}: {
  readonly place: ModalPlace;
  readonly claimsChannel: ChannelId;
  readonly minReason: number;
}): ModalView {
  return {
    ...modalFrame('Claim a name'),
    callback_id: callbackIds.claimName,
    private_metadata: textFromModalPlace(place),
    submit: plainText('Claim', 24),
    blocks: [
      section(
        `If your VPN client signs in with a certificate, tell Bouncer the certificate’s name. Someone in <#${claimsChannel}> has to approve it.`,
      ),
      {
        type: 'input',
        block_id: claimBlocks.name,
        label: plainText('Certificate name', 75),
        hint: plainText(
          'The common name (CN), exactly as your VPN client or your IT team shows it. Not your user name.',
          150,
        ),
        element: {
          type: 'plain_text_input',
          action_id: claimBlocks.name,
          max_length: 64,
          placeholder: plainText('bob-laptop', 75),
        },
      },
      reasonInput('Why is it yours?', 'It’s the certificate on my work laptop', minReason),
      context('The name and the reason are shown in that channel and recorded in the audit log.'),
    ],
  };
}

/** Builds the modal that asks why a claim is declined; the claimant withdraws it instead. */
export function declineClaimModal(
  { name, claimant }: Pick<ClaimRequest, 'name' | 'claimant'>,
  isOwn: boolean,
  metadata: ClaimMetadata,
): ModalView {
  return {
    ...modalFrame(isOwn ? 'Withdraw the claim' : 'Decline the claim'),
    callback_id: callbackIds.declineName,
    private_metadata: textFromClaimMetadata(metadata),
    submit: plainText(isOwn ? 'Withdraw' : 'Decline', 24),
    blocks: [
      section(
        isOwn
          ? `${shownBold(name)} isn’t added to your names.`
          : `${shownBold(name)} isn’t added to the names of <@${claimant.id}>. Bouncer sends them your reason.`,
      ),
      reasonInput('Reason', isOwn ? 'I mistyped the name' : 'This certificate is shared', undefined),
    ],
  };
}

/** Builds the modal that asks before an approved name is removed. */
export function removeNameModal(
  { name, claimant }: Pick<ClaimRequest, 'name' | 'claimant'>,
  isOwn: boolean,
  metadata: ClaimMetadata,
  minReason: number,
): ModalView {
  return {
    ...modalFrame('Remove the name'),
    callback_id: callbackIds.removeName,
    private_metadata: textFromClaimMetadata(metadata),
    submit: plainText('Remove', 24),
    blocks: [
      section(
        isOwn
          ? `Connections with the certificate ${shownBold(name)} no longer count as yours. They aren’t terminated.`
          : `Connections with the certificate ${shownBold(name)} no longer count as those of <@${claimant.id}>. Bouncer sends them your reason. The connections aren’t terminated.`,
      ),
      reasonInput(
        'Reason',
        isOwn ? 'I no longer have this laptop' : 'The laptop was given to someone else',
        isOwn ? undefined : minReason,
      ),
    ],
  };
}

/** @param minReason Undefined if a reason is optional. */
function reasonInput(label: string, example: string, minReason: number | undefined): InputBlock {
  return {
    type: 'input',
    block_id: claimBlocks.reason,
    optional: minReason === undefined,
    label: plainText(label, 75),
    element: {
      type: 'plain_text_input',
      action_id: claimBlocks.reason,
      ...(minReason !== undefined && { min_length: minReason }),
      max_length: maxReasonLength,
      placeholder: plainText(example, 75),
    },
  };
}
