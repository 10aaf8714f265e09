import type { KnownBlock } from '@slack/types';
import type { Block } from '../../domain/block.ts';
import type { BlockGap, BlockReport, UnblockReport } from '../../domain/block-report.ts';
import {
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';

/** Shows in the channel whether someone is blocked, until when, and where the block doesn't take effect. */
export function blockView(report: BlockReport): MessageView {
  const title = titleOf(report);
  return messageView(`${title}, asked by <@${report.actor.id}>`, [
    section(`${signOf(report)} ${title}\n${shownQuote(report.reason)}`),
    ...openBlocks(report),
    ...gapBlocks(report.state.kind === 'blocked' ? report.gaps : []),
    ...certificatesBlocks(report),
    ...otherBlocks(report.others),
    ...(report.isUnrecorded ? [section(unrecordedText)] : []),
    context(footer(report)),
  ]);
}

/** Shows in the channel who can connect again. */
export function unblockView(report: UnblockReport): MessageView {
  const { removed, left, newer, unshown, actor, reason, at, correlation } = report;
  const names = namesText([...new Set(removed.map(({ name }) => name))]);
  const title = `*No longer blocked* · ${names}`;
  return messageView(`${title}, asked by <@${actor.id}>`, [
    section(`:unlock: ${title}${reason === undefined ? '' : `\n${shownQuote(reason)}`}`),
    ...(left.length === 0
      ? []
      : [
          section(`:warning: *Still blocked* by ${counted(left.length, 'other block')}: ${blocksText(left)}`),
        ]),
    ...unseenBlocks(newer, unshown),
    context(`asked by <@${actor.id}> at ${timeText(at, 'seconds')} · ${correlation}`),
  ]);
}

/** Lists the blocks that an unblock left in place because the modal had not shown them. */
export function unseenBlocks(newer: readonly Block[], unshown: readonly Block[]): KnownBlock[] {
  const lines = [
    ...newer.map((block) => `:warning: A newer block ${whichText(block)} was left in place.`),
    ...unshown.map(
      (block) => `:warning: The block ${whichText(block)} was not among those shown, and was left in place.`,
    ),
  ];
  return lines.length === 0 ? [] : [linesSection(lines, 5, (count) => `and ${counted(count, 'more block')}`)];
}

function whichText({ name, by, until }: Block): string {
  return `on ${shownBold(name)} by ${shown(by.name, 40)} ${untilText(until)}`;
}

/** Formats until when someone is blocked, in the reader's time zone. */
export function untilText(until: Date | undefined): string {
  return until === undefined ? 'until lifted' : `until ${timeText(until, 'day')}`;
}

const gapTexts = {
  none: 'no connect handler',
  another: 'another connect handler',
  applying: 'AWS is still attaching its connect handler',
  unknown: 'AWS didn’t say which connect handler it has',
} as const satisfies Record<BlockGap['why'], string>;

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
export function otherBlocks(others: readonly Block[]): KnownBlock[] {
  if (others.length === 0) return [];
  return [context(`Other blocks on the same names, of which the longest applies: ${blocksText(others)}`)];
}

const unrecordedText =
  ':rotating_light: This could *not be written to the audit log* yet. Bouncer keeps trying. Tell an operator.';

function titleOf({ state, names, endpoints, until }: BlockReport): string {
  const targetRef = namesText(names);
  switch (state.kind) {
    case 'requested':
      return `*Blocking* · ${targetRef}`;
    case 'blocked':
      return `*Blocked* · ${targetRef} ${whereText(endpoints)} ${untilText(until)}`;
    case 'failed':
    case 'abandoned':
      return `*NOT blocked* · ${targetRef}`;
    case 'over':
      return `*No longer blocked* · ${targetRef}`;
  }
}

function signOf({ state }: BlockReport): string {
  switch (state.kind) {
    case 'requested':
      return ':hourglass_flowing_sand:';
    case 'blocked':
      return ':no_entry_sign:';
    case 'failed':
    case 'abandoned':
      return ':rotating_light:';
    case 'over':
      return ':unlock:';
  }
}

function openBlocks({ state }: BlockReport): KnownBlock[] {
  if (state.kind === 'failed')
    return [section(`*They can reconnect.* ${failureSentence(state.code)} Then block them again.`)];
  if (state.kind === 'abandoned')
    return [
      section('*They can reconnect.* Bouncer couldn’t finish this in time and stopped. Block them again.'),
    ];
  return [];
}

/** A person's laptop may have a certificate with a name that no one typed. */
function certificatesBlocks({ state, certificateOnly }: BlockReport): KnownBlock[] {
  if (state.kind !== 'blocked' || certificateOnly.length === 0) return [];
  const names = listed(certificateOnly.map(({ name }) => shownBold(name)));
  const verb = certificateOnly.length === 1 ? 'identifies' : 'identify';
  return [
    context(
      `${names} ${verb} connections by certificate only, so there the block applies only to certificates with exactly this name.`,
    ),
  ];
}

function whereText(endpoints: BlockReport['endpoints']): string {
  return endpoints === undefined
    ? 'on every endpoint'
    : `on ${listed(endpoints.map(({ name }) => shown(name)))}`;
}

function namesText(names: readonly string[]): string {
  return listed(
    names.map((name) => shownBold(name)),
    5,
  );
}

function blocksText(blocks: readonly Block[]): string {
  return listed(
    blocks.map(({ name, until, by }) => `${shown(name)} ${untilText(until)}, by ${shown(by.name, 40)}`),
    5,
  );
}

function footer({ actor, at, correlation }: BlockReport): string {
  return `asked by <@${actor.id}> at ${timeText(at, 'seconds')} · ${correlation}`;
}
