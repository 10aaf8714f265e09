import type { KnownBlock } from '@slack/types';
import type { PlacedBlock } from '../../domain/block.ts';
import {
  type BlockGap,
  type BlockReport,
  namesBlocked,
  type UnblockReport,
} from '../../domain/block-report.ts';
import {
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { namePages, namesBlocks } from '../../slack/block-kit/paging.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { gapTexts } from './block-details.ts';

/** Shows in the channel whether someone is blocked, until when, and where the block doesn't take effect. */
export function blockView(report: BlockReport): MessageView {
  const { state, reason } = report;
  const { sign, text } = stateTexts[state.kind];
  const isBlocked = state.kind === 'blocked';
  const scope = isBlocked ? ` ${whereText(report.endpoints)} ${untilText(report.until)}` : '';
  const names = namesBlocked(report);
  const title = `*${text}* · ${blockedNames(names)}${scope}`;
  return messageView(`${title}, requested by <@${report.actor.id}>`, [
    section(`${sign} ${title}\n${shownQuote(reason)}`),
    ...allBlockedNames(names),
    ...detailBlocks(report),
    context(footer(report)),
  ]);
}

/**
 * Shows a block in the message of the kick that it was requested with. That message already quotes the reason, and says
 * who requested both, and when.
 *
 * @param target The target of the kick; another name is shown.
 */
export function blockInKickBlocks(report: BlockReport, target: string): KnownBlock[] {
  const { state, until, endpoints } = report;
  const names = namesBlocked(report);
  const { sign, text } = stateTexts[state.kind];
  const isTarget = names.toSorted().join(', ') === target.split(', ').toSorted().join(', ');
  const namesText = isTarget ? '' : ` · ${blockedNames(names)}`;
  const scope = state.kind === 'blocked' ? ` ${untilText(until)} ${whereText(endpoints)}` : '';
  return [
    section(`${sign} *${text}*${namesText}${scope}`),
    ...allBlockedNames(names),
    ...detailBlocks(report),
  ];
}

/** Lists every name if the title does not name all of them. */
export function allBlockedNames(names: readonly string[]): KnownBlock[] {
  if (names.length <= maxBlockedNames) return [];
  const pages = namePages(names.join(', '));
  return namesBlocks(pages, pages.length);
}

function detailBlocks(report: BlockReport): KnownBlock[] {
  const { state, gaps, others, isUnrecorded } = report;
  return [
    ...openBlocks(state),
    ...(state.kind === 'blocked' ? [...gapBlocks(gaps), ...certificatesBlocks(report)] : []),
    ...otherBlocks(others),
    ...(isUnrecorded ? [section(unrecordedText)] : []),
  ];
}

const stateTexts = {
  requested: { sign: ':hourglass_flowing_sand:', text: 'Blocking' },
  blocked: { sign: ':no_entry_sign:', text: 'Blocked' },
  failed: { sign: ':rotating_light:', text: 'Not blocked' },
  abandoned: { sign: ':rotating_light:', text: 'Not blocked' },
  over: { sign: ':unlock:', text: 'No longer blocked' },
} as const satisfies Record<BlockReport['state']['kind'], unknown>;

/** Shows in the channel who can connect again. */
export function unblockView(report: UnblockReport): MessageView {
  const { removed, left, newer, unshown, actor, reason } = report;
  const title = `*Unblocked* · ${blockedNames(removed.map(({ name }) => name))}`;
  const still = `:warning: *Still blocked* by ${counted(left.length, 'other block')}: ${blocksText(left)}`;
  return messageView(`${title}, requested by <@${actor.id}>`, [
    section(`:unlock: ${title}${reason === undefined ? '' : `\n${shownQuote(reason)}`}`),
    ...(left.length === 0 ? [] : [section(still)]),
    ...unseenBlocks(newer, unshown),
    context(footer(report)),
  ]);
}

/** As many names as a sentence has room for. */
const maxBlockedNames = 5;

/** Names who is blocked, each name once. */
export function blockedNames(names: readonly string[]): string {
  return listed(
    [...new Set(names)].map((name) => shownBold(name)),
    maxBlockedNames,
  );
}

/** Lists those of several people who are neither blocked nor unblocked, and why; undefined if there are none. */
export function skippedText(skipped: readonly UnresolvedTarget[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const people = skipped.map(({ targetRef, why }) => {
    const who = targetRef.kind === 'person' ? `<@${targetRef.person}>` : shownBold(targetRef.name);
    return `${who} (${skippedTexts[why]})`;
  });
  return `:warning: *Skipped*: ${listed(people, 20)}`;
}

export function skippedBlocks(skipped: readonly UnresolvedTarget[]): KnownBlock[] {
  const text = skippedText(skipped);
  return text === undefined ? [] : [section(text)];
}

const skippedTexts = {
  off: 'not connected',
  nameless: 'no known VPN name',
  unverifiable: 'Slack returned no details',
  protected: 'protected name',
  unshown: 'not shown in the form',
} as const satisfies Record<UnresolvedTarget['why'], string>;

/** Lists the blocks that an unblock left in place because the modal had not shown them. */
export function unseenBlocks(newer: readonly PlacedBlock[], unshown: readonly PlacedBlock[]): KnownBlock[] {
  const lines = [
    ...newer.map((block) => `:warning: A newer block ${whichText(block)} wasn’t removed.`),
    ...unshown.map(
      (block) => `:warning: The block ${whichText(block)} wasn’t shown in the form, so it wasn’t removed.`,
    ),
  ];
  return lines.length === 0 ? [] : [linesSection(lines, 5, (count) => `and ${counted(count, 'more block')}`)];
}

function whichText(block: PlacedBlock): string {
  const { name, by, until } = block;
  const facts = [placeText(block), `by ${shown(by.name, 40)}`, untilText(until)];
  return `on ${shownBold(name)} (${facts.filter((fact) => fact !== '').join(', ')})`;
}

/** Formats until when someone is blocked, in the reader's time zone. */
export function untilText(until: Date | undefined): string {
  return until === undefined ? 'until unblocked' : `until ${timeText(until, 'day')}`;
}

/** Names the endpoints on which blocks do not take effect. */
export function gapBlocks(gaps: readonly BlockGap[]): KnownBlock[] {
  if (gaps.length === 0) return [];
  const lines = gaps.slice(0, 8).map(({ endpoint, why }) => `${shownBold(endpoint.name)} (${gapTexts[why]})`);
  const until = gaps.every(({ why }) => why === 'applying')
    ? 'it is attached'
    : 'an operator attaches `AWSClientVPN-bouncer`';
  return [
    section(
      `:warning: *Blocks don’t take effect* on ${listed(lines)}. Blocked people can connect there until ${until}.`,
    ),
  ];
}

/** Lists the other blocks on the same names. */
export function otherBlocks(others: readonly PlacedBlock[]): KnownBlock[] {
  if (others.length === 0) return [];
  return [context(`Already blocked: ${blocksText(others)}. The longest block applies.`)];
}

const unrecordedText =
  ':rotating_light: *This isn’t in the audit log yet.* Bouncer keeps trying to write it. Tell an operator.';

function openBlocks(state: BlockReport['state']): KnownBlock[] {
  if (state.kind === 'blocked' && state.failed !== undefined) {
    const { names, code } = state.failed;
    return [
      section(
        `:rotating_light: *Not blocked*: ${listed(
          names.map((name) => shownBold(name)),
          names.length,
        )}. They can still connect. ${failureSentence(code)} Then block them again.`,
      ),
    ];
  }
  if (state.kind === 'failed')
    return [section(`*They can still connect.* ${failureSentence(state.code)} Then block them again.`)];
  if (state.kind === 'abandoned')
    return [
      section(
        '*They can still connect.* Bouncer was interrupted before it could block them. Block them again.',
      ),
    ];
  return [];
}

/** A person's laptop may have a certificate with a name that no one typed. */
function certificatesBlocks(report: BlockReport): KnownBlock[] {
  const { certificateOnly } = report;
  if (certificateOnly.length === 0) return [];
  const exactly = namesBlocked(report).length === 1 ? 'this name' : 'these names';
  const names = listed(certificateOnly.map(({ name }) => shownBold(name)));
  return [context(`On ${names}, the block applies only to certificates with exactly ${exactly}.`)];
}

function whereText(endpoints: BlockReport['endpoints']): string {
  return endpoints === undefined
    ? 'on every endpoint'
    : `on ${listed(endpoints.map(({ name }) => shown(name)))}`;
}

/** Formats where a block applies; empty if its endpoint has no name. */
function placeText({ endpoint, endpointName }: PlacedBlock): string {
  if (endpoint === undefined) return 'on every endpoint';
  return endpointName === undefined ? '' : `on ${shown(endpointName)}`;
}

function blocksText(blocks: readonly PlacedBlock[]): string {
  return listed(
    blocks.map((block) => `${blockText(block)} (by ${shown(block.by.name, 40)})`),
    5,
  );
}

/** Formats a block: its name, where it applies, and until when. */
export function blockText(block: PlacedBlock): string {
  return [shown(block.name), placeText(block), untilText(block.until)]
    .filter((part) => part !== '')
    .join(' ');
}

function footer({ actor, at }: BlockReport | UnblockReport): string {
  return `Requested by <@${actor.id}> at ${timeText(at, 'seconds')}`;
}
