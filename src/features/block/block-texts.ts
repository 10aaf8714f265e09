import { entryEndpoint } from '../../audit-log/record-entry.ts';
import type { EntryDraft } from '../../domain/audit-entry.ts';
import type { Block } from '../../domain/block.ts';
import type { BlockGap, BlockReport } from '../../domain/block-report.ts';
import type { Endpoint } from '../../domain/endpoint.ts';

type Scope = Pick<BlockReport, 'endpoints' | 'until'>;

/** An audit entry has room for one endpoint; several are named in its detail. */
export function blockEndpoint({ endpoints = [] }: Scope): Pick<EntryDraft, 'endpoint'> {
  const [only, ...others] = endpoints;
  return only !== undefined && others.length === 0 ? { endpoint: entryEndpoint(only) } : {};
}

/** Formats until when and where a block applies, for the detail of an audit entry. */
export function scopeText({ endpoints, until }: Scope): string {
  return `${untilText({ until })}, ${endpoints === undefined ? `on ${everyEndpoint}` : onText(endpoints)}`;
}

/** Formats the same, and where the block covers every way to write a user name, and where it doesn't take effect. */
export function blockOutcomeText({
  gaps,
  directories = [],
  ...scope
}: Scope & Pick<BlockReport, 'gaps' | 'directories'>): string {
  const wide = directories.map(({ name }) => `every way to write the user name on ${name}`);
  const open = gaps.map(({ endpoint, why }) => `does not hold on ${endpoint.name} (${gapTexts[why]})`);
  return [scopeText(scope), ...wide, ...open].join('; ');
}

/** Formats blocks for the detail of an audit entry, each with its name, its place and its end. */
export function blocksText(blocks: readonly Block[], endpoints: readonly Endpoint[]): string {
  return blocks
    .map((block) => `${block.name} ${placeText(block, endpoints)}, ${untilText(block)}`)
    .join('; ');
}

/**
 * Reads from the detail of a block or unblock request where its blocks apply: names of endpoints, or `everywhere`. A
 * VPN name can contain any text, so a place counts only together with the end that follows it.
 */
export function placesInDetail(detail = ''): readonly string[] {
  const scope = /^until [^,;]+, on ([^;]+)/.exec(detail)?.[1];
  const places = scope?.split(', ') ?? [...detail.matchAll(placePattern)].map(([, place = '']) => place);
  return places.map((place) => (place === everyEndpoint ? 'everywhere' : place));
}

const everyEndpoint = 'every endpoint';
const placePattern = / on (every endpoint|[^\s,;]+), until (?:lifted|[\d-]+T[\d:.]+Z)(?=; |$)/g;

function placeText({ endpoint: id }: Block, endpoints: readonly Endpoint[]): string {
  if (id === undefined) return `on ${everyEndpoint}`;
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
  applying: 'its connect handler is still being attached',
  unknown: 'AWS did not tell of its connect handler',
} as const satisfies Record<BlockGap['why'], string>;
