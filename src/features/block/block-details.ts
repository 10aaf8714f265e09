import { entryEndpoint } from '../../audit-log/record-entry.ts';
import type { AuditEntry, EntryDraft } from '../../domain/audit-entry.ts';
import type { Block } from '../../domain/block.ts';
import type { BlockGap, BlockReport, BlockRequest } from '../../domain/block-report.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureCodes } from '../../domain/failure.ts';
import { platformName } from '../../domain/platform.ts';
import type { DeniedConnections } from '../../ports/block-list.ts';

type Scope = Pick<BlockRequest, 'endpoints' | 'until'>;

/** Why a block has no effect on an endpoint, in words. */
export const gapTexts = {
  none: 'no connect handler',
  another: 'another connect handler',
  applying: 'AWS is still attaching its connect handler',
  unknown: 'AWS didn’t say which connect handler it has',
} as const satisfies Record<BlockGap['why'], string>;

/** An audit entry has room for one endpoint; several are named in its detail. */
export function blockEndpoint({ endpoints = [] }: Scope): Pick<EntryDraft, 'endpoint'> {
  const [only, ...others] = endpoints;
  return only !== undefined && others.length === 0 ? { endpoint: entryEndpoint(only) } : {};
}

/** Formats until when and where a block applies, for the detail of an audit entry. */
export function scopeDetail({ endpoints, until }: Scope): string {
  const where = endpoints?.map(({ name }) => name).join(', ') ?? everyEndpoint;
  return `${untilText({ until })}, on ${where}`;
}

/** Formats the detail of the entry about a block's outcome. */
export function outcomeDetail({
  state,
  gaps,
  directories = [],
  ...scope
}: Omit<BlockReport, 'isUnrecorded'>): string {
  if (state.kind === 'failed') return notBlockedDetail(state.code);
  const wide = directories.map(({ name }) => `every spelling of the user name on ${name}`);
  const open = gaps.map(({ endpoint, why }) => `no effect on ${endpoint.name} (${gapTexts[why]})`);
  const failed =
    state.kind === 'blocked' && state.failed !== undefined ? [partlyFailedDetail(state.failed)] : [];
  return [scopeDetail(scope), ...wide, ...open, ...failed].join('; ');
}

type PartlyFailed = NonNullable<Extract<BlockReport['state'], { kind: 'blocked' }>['failed']>;

function partlyFailedDetail({ names, code }: PartlyFailed): string {
  return `not blocked (${code}): ${names.join(', ')}`;
}

/** Reads from the detail of a `blocked` entry which of the names could not be blocked; undefined if all were. */
export function partlyFailedFrom(detail: string, names: readonly string[]): PartlyFailed | undefined {
  const [, typed, list = ''] = /(?:^|; )not blocked \(([a-z_]+)\): (.*)$/s.exec(detail) ?? [];
  const code = failureCodes.find((each) => each === typed);
  const failed = names.filter((name) => `, ${list}, `.includes(`, ${name}, `));
  return code === undefined || failed.length === 0 ? undefined : { names: failed, code };
}

function notBlockedDetail(code: FailureCode): string {
  return `not blocked: ${code}`;
}

/** Reads the code from the detail of a `failed` entry; `unexpected` if only a later version knows the code. */
export function notBlockedCode({ detail }: Pick<AuditEntry, 'detail'>): FailureCode {
  return failureCodes.find((code) => detail === notBlockedDetail(code)) ?? 'unexpected';
}

/** Formats blocks for the detail of an audit entry, each with its name, its place and its end. */
export function blocksDetail(blocks: readonly Block[], endpoints: readonly Endpoint[]): string {
  const placeOf = ({ endpoint: id }: Block) =>
    id === undefined ? everyEndpoint : (endpoints.find((endpoint) => endpoint.id === id)?.name ?? id);
  return blocks.map((block) => `${block.name} on ${placeOf(block)}, ${untilText(block)}`).join('; ');
}

/** Names the blocks that are still active after others have ended, for the detail of an audit entry. */
export function stillBlocked(
  blocks: readonly Block[],
  endpoints: readonly Endpoint[],
): Pick<EntryDraft, 'detail'> {
  return blocks.length === 0 ? {} : { detail: `still blocked: ${blocksDetail(blocks, endpoints)}` };
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
/** Earlier versions wrote `until lifted`, and times as ISO 8601. */
const placePattern =
  / on (every endpoint|[^\s,;]+), until (?:unblocked|lifted|[\d-]+ [\d:]+ UTC|[\d-]+T[\d:.]+Z)(?=; |$)/g;

function untilText({ until }: Pick<Block, 'until'>): string {
  return until === undefined ? 'until unblocked' : `until ${utcText(until)}`;
}

/** Formats how often and from where a blocked name tried to connect, for the detail of an audit entry. */
export function deniedDetail({ count, reported, latest }: DeniedConnections): string {
  const attempts = count - reported;
  const times = attempts === 1 ? '' : `${attempts} times, most recently `;
  const total = attempts === count ? '' : `; ${count} attempts in total`;
  return `tried to connect ${times}${latestText(latest)}${total}`;
}

function latestText({ publicIp, platform, at }: DeniedConnections['latest']): string {
  const from = publicIp === '' ? '' : ` from ${publicIp}`;
  return `at ${utcText(at)}${from}${platform === '' ? '' : ` (${platformName(platform)})`}`;
}

/** Reads from the detail of a denied connection how many attempts it reports. */
export function attemptsIn(detail: string): number {
  const [, many] = /^(?:tried to connect )?(\d+) times, /.exec(detail) ?? [];
  return many === undefined ? 1 : Number(many);
}

/**
 * Leaves only the latest attempt in the detail of a denied connection: its counts cover all endpoints. Earlier versions
 * wrote `3 times, last at 2026-11-02T09:00:00.000Z from 192.0.2.7, win; 12 in all`.
 */
export function latestAttemptIn(detail: string): string {
  return detail
    .replace(/^tried to connect \d+ times, most recently /, 'tried to connect ')
    .replace(/^(?:once|\d+ times), /, '')
    .replace(/; \d+ (?:attempts in total|in all)$/, '');
}

function utcText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
