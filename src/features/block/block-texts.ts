import { entryEndpoint } from '../../audit-log/record-entry.ts';
import type { EntryDraft } from '../../domain/audit-entry.ts';
import type { Block } from '../../domain/block.ts';
import type { BlockGap, BlockReport } from '../../domain/block-report.ts';
import type { Endpoint } from '../../domain/endpoint.ts';

type Scope = Pick<BlockReport, 'endpoints' | 'until'>;

/** An entry has room for one endpoint; its detail tells of several. */
export function blockEndpoint({ endpoints = [] }: Scope): Pick<EntryDraft, 'endpoint'> {
  const [only, ...others] = endpoints;
  return only !== undefined && others.length === 0 ? { endpoint: entryEndpoint(only) } : {};
}

/** How long and where, as an entry tells it. */
export function scopeText({ endpoints, until }: Scope): string {
  return `${untilText({ until })}, ${endpoints === undefined ? `on ${everyEndpoint}` : onText(endpoints)}`;
}

/** The same, with where it does not hold. */
export function blockOutcomeText({
  gaps,
  directories = [],
  ...scope
}: Scope & Pick<BlockReport, 'gaps' | 'directories'>): string {
  const wide = directories.map(({ name }) => `every way to write the user name on ${name}`);
  const open = gaps.map(({ endpoint, why }) => `does not hold on ${endpoint.name} (${gapTexts[why]})`);
  return [scopeText(scope), ...wide, ...open].join('; ');
}

/** Blocks as an entry tells of them, each by its name, its end and its place. */
export function blocksText(blocks: readonly Block[], endpoints: readonly Endpoint[]): string {
  return blocks
    .map((block) => `${block.name} ${placeText(block, endpoints)}, ${untilText(block)}`)
    .join('; ');
}

/**
 * Reads in the detail of a request to block or unblock where its blocks hold: names of endpoints, or `everywhere`. A name
 * on the VPN may hold anything, so each place counts only with the end that follows it.
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
