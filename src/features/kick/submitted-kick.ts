import type { BlockLength } from '../../domain/block.ts';
import type { BlockOrder } from '../block/block.ts';
import type { KickOrder } from './kick.ts';
import type { KickMetadata, KickSubmission } from './payloads.ts';

/** What a submission of the kick modal asks for. */
export interface SubmittedKick {
  readonly kick: Omit<KickOrder, 'correlation' | 'requester'>;
  /** Undefined if no one is to be blocked. */
  readonly block: Pick<BlockOrder, 'selection' | 'length' | 'shownNames'> | undefined;
}

/** @param leftOut The people whom the modal left out. */
export function submittedKick(
  { targetRef, on, breakGlass, listed, shownNames }: KickMetadata,
  { reason, ticked, possible, blockLength, mayNotify, typed }: KickSubmission,
  leftOut: KickOrder['leftOut'],
): SubmittedKick {
  // Everything ticked means every connection of the name, including any begun since the look-up.
  const only = ticked?.length === listed ? undefined : ticked;
  const kick = {
    ...{ selection: { targetRef, on }, leftOut, breakGlass, only, also: possible },
    ...{ reason, typed, mayNotify },
  };
  // Without the names that the modal showed, nobody of several is blocked.
  const isUnshown = targetRef.kind === 'several' && shownNames === undefined;
  if (targetRef.kind === 'everyone' || isUnshown || !isLength(blockLength)) return { kick, block: undefined };
  return { kick, block: { selection: { targetRef, on }, length: blockLength, shownNames } };
}

export function isLength(length: KickSubmission['blockLength']): length is BlockLength {
  return length !== undefined && length.kind !== 'out_of_range';
}
