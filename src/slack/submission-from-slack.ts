import type { ViewOutput } from '@slack/bolt';
import { z } from 'zod';
import { type BlockLength, parseBlockLength } from '../domain/block-length.ts';
import { type ConnectionId, parseConnectionId } from '../domain/ids.ts';
import { declineBlocks, kickBlocks, noBlock } from './block-kit/action-ids.ts';

/** What was filled into the kick modal. */
export interface KickSubmission {
  readonly reason: string;
  /** What was typed to confirm a kick of many; empty where nothing had to be. */
  readonly typed: string;
  /** The sessions left ticked; undefined when the modal had nothing to tick. */
  readonly ticked: readonly ConnectionId[] | undefined;
  /** Connections ticked that may be the target's too. */
  readonly possible: readonly ConnectionId[];
  /** How long to block them; undefined where nothing was chosen, or not to. */
  readonly keepOut: BlockLength | Unreadable | undefined;
}

/** Something was chosen that is no length to block anybody for. */
interface Unreadable {
  readonly kind: 'absurd';
}

const choiceSchema = z.object({ selected_option: z.object({ value: z.string() }) });
const textSchema = z.object({ value: z.string().nullish() });
const ticksSchema = z.object({ selected_options: z.array(z.object({ value: z.string() })) });

/** Reads a submission's state, block by block: https://docs.slack.dev/reference/views#state */
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

/** Reads why somebody declines; empty when they do not say. */
export function declineReasonFrom({ state }: Pick<ViewOutput, 'state'>): string {
  const [input] = Object.values(state.values[declineBlocks.reason] ?? {});
  return textSchema.safeParse(input).data?.value ?? '';
}

function idsFrom(ticks: z.infer<typeof ticksSchema> | undefined): readonly ConnectionId[] {
  return ticks?.selected_options.flatMap(({ value }) => parseConnectionId(value) ?? []) ?? [];
}

/** What cannot be read must not be taken for the choice to block nobody. */
function lengthFrom(value: string | undefined): KickSubmission['keepOut'] {
  return value === undefined || value === noBlock
    ? undefined
    : (parseBlockLength(value) ?? { kind: 'absurd' });
}
