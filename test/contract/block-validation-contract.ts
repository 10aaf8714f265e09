import type { KnownBlock, ModalView } from '@slack/types';
import { ErrorCode, type WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { sampleHomes, sampleMessages, sampleModals } from '../samples/all-samples.ts';

interface Payload {
  readonly blocks?: readonly object[];
  readonly view?: object;
}

/**
 * What Slack and the emulated workspace say alike of blocks.
 *
 * @see https://docs.slack.dev/reference/methods/blocks.validate
 */
export function testBlockValidation(name: string, connect: () => Promise<WebClient>): void {
  describe(`blocks.validate of ${name}`, () => {
    it.each(Object.entries(sampleMessages))('accepts every message of %s', async (_, messages) => {
      const client = await connect();

      for (const { blocks } of messages) expect(await verdictOf(client, { blocks })).toBe('valid');
    });

    it.each(Object.entries(sampleModals))('accepts every modal of %s', async (_, modals) => {
      const client = await connect();

      for (const view of modals) expect(await verdictOf(client, { view })).toBe('valid');
    });

    it.each(Object.entries(sampleHomes))('accepts every Home tab of %s', async (_, homes) => {
      const client = await connect();

      for (const view of homes) expect(await verdictOf(client, { view })).toBe('valid');
    });

    it.each(atTheLimit)('accepts $0 of $2, and no more', async (_, payloadOf, most) => {
      const client = await connect();

      expect(await verdictOf(client, payloadOf(most))).toBe('valid');
      expect(await verdictOf(client, payloadOf(most + 1))).toBe('invalid');
    });

    it.each(wrong)('rejects $0', async (_, payload) => {
      expect(await verdictOf(await connect(), payload)).toBe('invalid');
    });
  });
}

const plainText = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const button = { type: 'button', action_id: 'press', text: plainText(4) };
const divider = { type: 'divider' };
const inMessage = (block: object): Payload => ({ blocks: [block] });
const inModal = (given: object): Payload => ({
  view: { type: 'modal', title: plainText(5), blocks: [divider], ...given },
});
const several = <Item>(count: number, item: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n));

/** What Bouncer keeps to: https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views. */
const atTheLimit: readonly (readonly [string, (length: number) => Payload, number])[] = [
  ['a header’s text', (n) => inMessage({ type: 'header', text: plainText(n) }), 150],
  ['a section’s text', (n) => inMessage({ type: 'section', text: mrkdwn(n) }), 3_000],
  ['a section’s fields', (n) => inMessage({ type: 'section', fields: several(n, () => mrkdwn(1)) }), 10],
  ['a context’s texts', (n) => inMessage({ type: 'context', elements: several(n, () => mrkdwn(1)) }), 10],
  [
    'a row of buttons',
    (n) =>
      inMessage({ type: 'actions', elements: several(n, (id) => ({ ...button, action_id: `press${id}` })) }),
    25,
  ],
  [
    'a button’s text',
    (n) => inMessage({ type: 'actions', elements: [{ ...button, text: plainText(n) }] }),
    75,
  ],
  [
    'a button’s value',
    (n) => inMessage({ type: 'actions', elements: [{ ...button, value: 'x'.repeat(n) }] }),
    2_000,
  ],
  ['a message’s blocks', (n) => ({ blocks: several(n, () => divider) }), 50],
  ['a modal’s title', (n) => inModal({ title: plainText(n) }), 24],
  ['a modal’s blocks', (n) => inModal({ blocks: several(n, () => divider) }), 100],
  ['a modal’s private_metadata', (n) => inModal({ private_metadata: 'x'.repeat(n) }), 3_000],
];

const wrong: readonly (readonly [string, Payload])[] = [
  ['a block of no known type', inMessage({ type: 'bogus' })],
  ['a section without a text', inMessage({ type: 'section' })],
  ['an empty text', inMessage({ type: 'section', text: mrkdwn(0) })],
  ['a header in mrkdwn', inMessage({ type: 'header', text: mrkdwn(4) })],
  ['a style that no button has', inMessage({ type: 'actions', elements: [{ ...button, style: 'loud' }] })],
  ['a modal without a title', inModal({ title: undefined })],
];

async function verdictOf(client: WebClient, payload: Payload): Promise<'valid' | 'invalid'> {
  try {
    await client.blocks.validate(payload as { blocks: KnownBlock[]; view: ModalView });
    return 'valid';
  } catch (error) {
    // Anything else, such as a network that fails, is no verdict.
    const { code, data } = error as { code?: unknown; data?: { error?: unknown } };
    if (code !== ErrorCode.PlatformError || !/^invalid_(blocks|view)/.test(String(data?.error))) throw error;
    return 'invalid';
  }
}
