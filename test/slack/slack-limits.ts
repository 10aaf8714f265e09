import type { KnownBlock, ModalView } from '@slack/types';
import { expect } from 'vitest';
import { messageBlocksFrom } from '../../emulators/slack/blocks/check-blocks.ts';
import { viewFrom } from '../../emulators/slack/blocks/check-view.ts';
import { countingIds } from '../../emulators/slack/model/ids.ts';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import { invisible } from './hostile-text.ts';

const longestText = 4_000;
/** Slack's own references, as the bot writes them; whatever else stands in angle brackets came from outside. */
const reference = /<(?:@[UW]\w+|#[CG]\w+|!subteam\^S\w+|!date\^\d+\^[^|<>^]+\|[^<>|]+)>/g;
const unescaped = /[<>]|&(?!(?:amp|lt|gt);)/;

/** Asserts that Slack takes the message, and that nothing in it speaks for somebody else. */
export function expectPostable({ text, blocks }: MessageView): void {
  messageBlocksFrom(asSent(blocks), countingIds());
  expect([...text].length).toBeLessThanOrEqual(longestText);
  expectHarmless(text);
  for (const each of mrkdwnIn(blocks)) expectHarmless(each);
}

/** Asserts that Slack takes the modal, and that nothing in it speaks for somebody else. */
export function expectOpenable(view: ModalView): void {
  viewFrom(asSent(view), 'modal', countingIds());
  for (const each of mrkdwnIn(view.blocks)) expectHarmless(each);
}

function expectHarmless(mrkdwn: string): void {
  expect(mrkdwn.replaceAll(/^> /gm, '').replaceAll(reference, '')).not.toMatch(unescaped);
  expect(mrkdwn.replaceAll('\n', '')).not.toMatch(invisible);
}

function mrkdwnIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnIn);
}

/** What the wire makes of it: absent fields are gone. */
function asSent(value: readonly KnownBlock[] | ModalView): unknown {
  return JSON.parse(JSON.stringify(value));
}
