import { expect, test } from 'vitest';
import { blocksBlocks, healthBlocks } from '../../../src/features/home/messages.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId } from '../../builders/ids.ts';
import { aBlock } from '../../contract/a-block.ts';
import { textOf } from '../../e2e/support/elements.ts';

test.each([
  ['short', 10],
  ['<'.repeat(200), 5],
])('the blocks that are left out are counted once, whatever the length of a reason', (reason, kept) => {
  const blocks = Array.from({ length: 25 }, (_, index) => ({
    block: aBlock({ name: `person-${index}@example.com`, reason }),
    link: undefined,
  }));
  const channels = [channelId('C0SECOPS')];

  const text = textOf({
    blocks: blocksBlocks(blocks, {
      channels,
      limitedTo: undefined,
      endpoints: [anEndpoint(), lab],
      names: botNames,
    }),
  });

  const shown = text.match(/person-\d+@/g)?.length ?? 0;
  expect(shown).toBeGreaterThanOrEqual(kept);
  expect(text.match(/and \d+ more blocks/g)).toEqual([`and ${25 - shown} more blocks`]);
});

test('every endpoint is shown or counted, twenty of them with a block of their own', () => {
  const state = { kind: 'no_network' } as const;
  const health = Array.from({ length: 50 }, (_, index) => ({
    endpoint: anEndpoint({ name: `endpoint-${index}` }),
    state,
  }));

  const blocks = healthBlocks(health);

  expect(blocks).toHaveLength(21);
  expect(textOf({ blocks }).match(/endpoint-\d+/g)).toHaveLength(40);
  expect(textOf({ blocks })).toContain('and 10 more endpoints');
});
