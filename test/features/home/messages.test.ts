import { expect, test } from 'vitest';
import { blocksBlocks } from '../../../src/features/home/messages.ts';
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
