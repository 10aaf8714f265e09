import type { InputBlock, PlainTextOption } from '@slack/types';
import { parseBlockLength } from '../../core/block-length.ts';
import { kickBlocks, noBlock } from '../identifiers/names.ts';
import { plainText } from './blocks.ts';

/** What the menu offers; any other length is typed with the command. */
export const usualLengths = ['3600s', '28800s', '86400s', 'until-lifted'] as const;

/**
 * Asks how long somebody is to be kept out.
 *
 * @param values Lengths as their texts, and `none`; the one that is chosen from the start among them.
 */
export function keepOutInput(values: readonly string[], chosen: string): InputBlock {
  const options = values.map(option);
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: kickBlocks.block,
    label: plainText('Keep out for', 75),
    hint: plainText('They are turned away when they connect, wherever the connect handler is attached.', 150),
    element: {
      type: 'static_select',
      action_id: kickBlocks.block,
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}

function option(value: string): PlainTextOption {
  return { text: plainText(textOf(value), 75), value };
}

function textOf(value: string): string {
  if (value === noBlock) return 'Do not keep out';
  const length = parseBlockLength(value);
  return length?.kind === 'for' ? lengthText(length.ms) : 'Until lifted';
}

const units = [
  [2 * 24 * 3_600_000, 24 * 3_600_000, 'd'],
  [3_600_000, 3_600_000, 'h'],
  [60_000, 60_000, 'min'],
] as const;

/** Exactly, in the largest unit that does: people say `24 h`, and `2 d`. */
function lengthText(ms: number): string {
  const unit = units.find(([least, unitMs]) => ms >= least && ms % unitMs === 0);
  return unit === undefined ? `${ms / 1_000} s` : `${ms / unit[1]} ${unit[2]}`;
}
