import type { SetUp } from '../../../ports/set-up.ts';
import { type Finding, ok, warning } from './finding.ts';

export const lookedAtBlockList = { check: 'block-list', subject: 'blocks' } as const;

/** Checks that the list of blocks can be read, and that there is one if a channel may block. */
export async function checkBlockList({
  rules,
  blocks,
}: Pick<SetUp, 'rules' | 'blocks'>): Promise<readonly Finding[]> {
  if (blocks !== undefined) {
    const all = await blocks.all();
    return [ok(lookedAtBlockList, `the list can be read; blocks on it: ${all.length}`)];
  }
  const blocking = [...rules.channels.values()].filter(({ allow }) => allow.includes('block'));
  if (blocking.length === 0) return [ok(lookedAtBlockList, 'there is no list, and no channel may block')];
  return [
    warning(
      lookedAtBlockList,
      `there is no list, so nobody can be kept out, although ${blocking.map(({ name }) => `#${name}`).join(', ')} may block`,
      {
        step: 'deploy the list and name its table in the configuration',
        exact: 'blocks: { dynamodb: bouncer-blocks }',
      },
    ),
  ];
}
