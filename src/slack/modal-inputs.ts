import type { ViewOutput } from '@slack/bolt';
import * as z from 'zod';

const textSchema = z.object({ value: z.string().nullish() });
const choiceSchema = z.object({ selected_option: z.object({ value: z.string() }) });
const ticksSchema = z.object({ selected_options: z.array(z.object({ value: z.string() })) });

/**
 * Returns readers of a submitted modal's inputs. Each block holds one input.
 *
 * @see https://docs.slack.dev/reference/views#state
 */
export function modalInputs({ state }: Pick<ViewOutput, 'state'>) {
  const inputs = Object.entries(state.values).map(([blockId, byAction]) => ({
    blockId,
    input: Object.values(byAction)[0],
  }));
  const inputIn = (wanted: string) => inputs.find(({ blockId }) => blockId === wanted)?.input;

  return {
    /** The text that was typed; empty if there is none. */
    text: (blockId: string): string => textSchema.safeParse(inputIn(blockId)).data?.value ?? '',
    /** The value of the chosen option. */
    choice: (blockId: string): string | undefined =>
      choiceSchema.safeParse(inputIn(blockId)).data?.selected_option.value,
    /** The values of the boxes ticked in all of these blocks; undefined if there is no such block. */
    ticks(isWanted: (blockId: string) => boolean): readonly string[] | undefined {
      const wanted = inputs.filter(({ blockId }) => isWanted(blockId));
      if (wanted.length === 0) return undefined;
      return wanted
        .flatMap(({ input }) => ticksSchema.safeParse(input).data?.selected_options ?? [])
        .map(({ value }) => value);
    },
  };
}
