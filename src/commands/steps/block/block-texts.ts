import type { EntryDraft } from '../../../core/audit-entry.ts';
import type { Block } from '../../../core/block.ts';
import type { BlockGap, BlockReport } from '../../../core/block-report.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { entryEndpoint } from '../record.ts';

type Scope = Pick<BlockReport, 'endpoints' | 'until'>;

/** An entry has room for one endpoint; its detail tells of several. */
export function blockEndpoint({ endpoints = [] }: Scope): Pick<EntryDraft, 'endpoint'> {
  const [only, ...others] = endpoints;
  return only !== undefined && others.length === 0 ? { endpoint: entryEndpoint(only) } : {};
}

/** How long and where, as an entry tells it. */
export function scopeText({ endpoints, until }: Scope): string {
  return `${untilText({ until })}, ${endpoints === undefined ? 'on every endpoint' : onText(endpoints)}`;
}

/** The same, with where it does not hold. */
export function outcomeText({ gaps, ...scope }: Scope & Pick<BlockReport, 'gaps'>): string {
  const open = gaps.map(({ endpoint, why }) => `does not hold on ${endpoint.name} (${gapTexts[why]})`);
  return [scopeText(scope), ...open].join('; ');
}

/** Blocks as an entry tells of them, each by its name, its end and its place. */
export function blocksText(blocks: readonly Block[], endpoints: readonly Endpoint[]): string {
  return blocks
    .map((block) => `${block.name} ${placeText(block, endpoints)}, ${untilText(block)}`)
    .join('; ');
}

function placeText({ endpoint: id }: Block, endpoints: readonly Endpoint[]): string {
  if (id === undefined) return 'on every endpoint';
  return `on ${endpoints.find((endpoint) => endpoint.id === id)?.name ?? id}`;
}

function untilText({ until }: Pick<Block, 'until'>): string {
  return until === undefined ? 'until lifted' : `until ${until.toISOString()}`;
}

function onText(endpoints: readonly Endpoint[]): string {
  return `on ${endpoints.map(({ name }) => name).join(', ')}`;
}

const gapTexts = {
  none: 'no connect handler',
  another: 'another connect handler',
  unknown: 'AWS did not tell of its connect handler',
} as const satisfies Record<BlockGap['why'], string>;
