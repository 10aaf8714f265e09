import type { ViewOutput } from '@slack/bolt';
import { z } from 'zod';
import { type BlockLength, parseBlockLength } from '../domain/block-length.ts';
import { type ConnectionId, parseConnectionId } from '../domain/ids.ts';
import { declineBlocks, kickBlocks, noBlock } from './block-kit/action-ids.ts';

/** The input of the kick modal. */
export interface KickSubmission {
  readonly reason: string;
  /** The text typed to confirm a kick of many; empty if none was needed. */
  readonly typed: string;
  /** The connections left selected; undefined if the modal had none to select. */
  readonly ticked: readonly ConnectionId[] | undefined;
  /** The possible matches that were selected. */
  readonly possible: readonly ConnectionId[];
  /** How long to block the target; undefined if nothing was chosen, or not to block. */
  readonly keepOut: BlockLength | Unreadable | undefined;
}

/** A choice that is not a valid length of a block. */
interface Unreadable {
  readonly kind: 'absurd';
}

const choiceSchema = z.object({ selected_option: z.object({ value: z.string() }) });
const textSchema = z.object({ value: z.string().nullish() });
const ticksSchema = z.object({ selected_options: z.array(z.object({ value: z.string() })) });

/** Parses a submission's state, block by block. See https://docs.slack.dev/reference/views#state */
export function kickSubmissionFrom({ state }: Pick<ViewOutput, 'state'>): KickSubmission {
  const inputs = Object.entries(state.values).map(([blockId, byAction]) => ({
    blockId,
    input: Object.values(byAction)[0],
  }));
  const textIn = (wanted: string) =>
    textSchema.safeParse(inputs.find(({ blockId }) => blockId === wanted)?.input).data?.value ?? '';
  const ticksIn = (isWanted: (blockId: string) => boolean) =>
    inputs.filter(({ blockId }) => isWanted(blockId)).map(({ input }) => ticksSchema.safeParse(input));
  const ticks = ticksIn((blockId) => blockId.startsWith(kickBlocks.sessions));
  const possible = ticksIn((blockId) => blockId === kickBlocks.possible);
  const choice = choiceSchema.safeParse(inputs.find(({ blockId }) => blockId === kickBlocks.block)?.input);

  return {
    reason: textIn(kickBlocks.reason),
    typed: textIn(kickBlocks.endpoint),
    ticked: ticks.length === 0 ? undefined : ticks.flatMap(({ data }) => idsFrom(data)),
    possible: possible.flatMap(({ data }) => idsFrom(data)),
    keepOut: lengthFrom(choice.data?.selected_option.value),
  };
}

/** Parses the reason for declining; empty if none was given. */
export function declineReasonFrom({ state }: Pick<ViewOutput, 'state'>): string {
  const [input] = Object.values(state.values[declineBlocks.reason] ?? {});
  return textSchema.safeParse(input).data?.value ?? '';
}

function idsFrom(ticks: z.infer<typeof ticksSchema> | undefined): readonly ConnectionId[] {
  return ticks?.selected_options.flatMap(({ value }) => parseConnectionId(value) ?? []) ?? [];
}

/** A choice that cannot be parsed must not count as the choice not to block. */
function lengthFrom(value: string | undefined): KickSubmission['keepOut'] {
  return value === undefined || value === noBlock
    ? undefined
    : (parseBlockLength(value) ?? { kind: 'absurd' });
}
