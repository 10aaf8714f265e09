import type { InputBlock, PlainTextOption } from '@slack/types';
import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInWeek,
} from 'date-fns/constants';
import { formatDuration } from 'date-fns/formatDuration';
import { type BlockLength, parseBlockLength, textFromBlockLength } from '../../domain/block-length.ts';
import { kickBlocks, noBlock } from '../../slack/block-kit/action-ids.ts';
import { plainText } from '../../slack/block-kit/blocks.ts';

/** The lengths in the menu; any other length has to be typed with the command. */
const usualLengths = ['3600s', '14400s', '86400s', '604800s', 'until-lifted'];

/** Shown under the menu if no length, or no valid length, was chosen. */
export const lengthMissingText = 'Choose how long to block.';

/** Asks how long to block, in the block modal: the actor has to choose. */
export function blockLengthInput(typed: BlockLength | undefined): InputBlock {
  const chosen = typed === undefined ? undefined : textFromBlockLength(typed);
  const isUsual = chosen === undefined || usualLengths.includes(chosen);
  return input(isUsual ? usualLengths : [chosen, ...usualLengths], chosen);
}

/**
 * Asks whether to block as well and for how long. Nothing is selected at first, and unless it is, no one is blocked.
 */
export function blockToo(): InputBlock {
  return { ...input([noBlock, ...usualLengths], undefined), optional: true };
}

function input(values: readonly string[], chosen: string | undefined): InputBlock {
  const options = values.map(option);
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: kickBlocks.block,
    label: plainText('Block for', 75),
    hint: plainText('They are turned away when they connect, wherever the connect handler is attached.', 150),
    element: {
      type: 'static_select',
      action_id: kickBlocks.block,
      placeholder: plainText('How long?', 150),
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}

function option(value: string): PlainTextOption {
  return { text: plainText(textOf(value), 75), value };
}

function textOf(value: string): string {
  if (value === noBlock) return 'Do not block';
  const length = parseBlockLength(value);
  return length?.kind === 'for' ? lengthText(length.ms) : 'Until lifted';
}

/** Formats a length exactly, in words: `1 week`, `4 hours 30 minutes`. */
function lengthText(ms: number): string {
  if (ms % millisecondsInWeek === 0) return formatDuration({ weeks: ms / millisecondsInWeek });
  return formatDuration({
    days: Math.floor(ms / millisecondsInDay),
    hours: Math.floor((ms % millisecondsInDay) / millisecondsInHour),
    minutes: Math.floor((ms % millisecondsInHour) / millisecondsInMinute),
    seconds: (ms % millisecondsInMinute) / 1_000,
  });
}
