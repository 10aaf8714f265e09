import type { KnownBlock } from '@slack/types';
import type {
  Coverage,
  OlderPart,
  Reading,
  StalePart,
  UnavailableEndpoint,
} from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { context, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { commaSeparated, counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import type { ListState } from './payloads.ts';

/** The people named above a list. */
export interface ListCaption {
  /** The person or user group that the list is about, as mrkdwn; a mention only if one person alone sees the list. */
  readonly about: string | undefined;
  /** The person's name in Slack as plain text, for the title. */
  readonly name?: string | undefined;
  /** The name of the person who shared it with the channel; undefined for a list for one person, which has buttons. */
  readonly sharedBy: string | undefined;
}

/** Formats what a list is about, which endpoints it covers, when they were read, and who shared it. */
export function coverageText(
  coverage: Coverage,
  { about, sharedBy }: ListCaption,
  pageText?: string,
): string {
  const { endpoints, asOf, older, stale, refreshing } = coverage;
  const olderTexts = older
    .filter(({ endpoint }) => ![...stale, ...refreshing].some((part) => part.endpoint.id === endpoint.id))
    .map((part) => `${shown(part.endpoint.name)} as of ${timeText(part.asOf, 'seconds')}`);
  return [
    about,
    commaSeparated(endpoints.map(({ name }) => shown(name))),
    `as of ${timeText(asOf, 'seconds')}`,
    commaSeparated(olderTexts),
    pageText,
    // A mention would notify them of their own action.
    sharedBy === undefined ? undefined : `shared by ${shown(sharedBy)}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

/** Says which endpoints a list does not cover completely, and why. */
export function coverageBlocks(coverage: Coverage, list: ListState['list'] = 'who'): KnownBlock[] {
  return [
    ...readingBlocks(coverage.reading),
    ...unavailableBlocks(coverage.unavailable, 'missing from this list'),
    ...staleBlocks(coverage.stale),
    ...refreshingBlocks(coverage.refreshing),
    ...unassociatedBlocks(coverage.unassociated, list),
  ];
}

/** Shows the progress of endpoints that are still being scanned: people missing from the list may be connected. */
export function readingBlocks(reading: readonly Reading[]): KnownBlock[] {
  if (reading.length === 0) return [];
  const parts = reading.map(({ endpoint, read, about }) => {
    const name = shownBold(endpoint.name);
    if (about !== undefined)
      return `${name} (${read.toLocaleString('en')} of about ${counted(about, 'connection')})`;
    return read === 0 ? name : `${name} (${counted(read, 'connection')} so far)`;
  });
  return [section(`:hourglass_flowing_sand: Still loading ${listed(parts)}. This list isn’t complete yet.`)];
}

/**
 * Names the endpoints that a message does not cover, and says why.
 *
 * @param state What the connections there are for the reader of this message.
 */
export function unavailableBlocks(
  unavailable: readonly UnavailableEndpoint[],
  state = 'not included here',
): KnownBlock[] {
  const byCode = Map.groupBy(unavailable, ({ code }) => code);
  return [...byCode].map(([code, those]) => {
    const names = listed(those.map(({ endpoint }) => shownBold(endpoint.name)));
    const their = those.length > 1 ? 'their' : 'its';
    return section(
      `:warning: ${names} didn’t respond, so ${their} connections are ${state}. ${failureSentence(code)}`,
    );
  });
}

/** Names the endpoints whose connections are stale, as of when they are shown, and why they could not be refreshed. */
function staleBlocks(stale: readonly StalePart[]): KnownBlock[] {
  const byCode = Map.groupBy(stale, ({ code }) => code);
  return [...byCode].map(([code, those]) => {
    const parts = those.map(
      ({ endpoint, asOf }) => `${shownBold(endpoint.name)} (shown as of ${timeText(asOf, 'seconds')})`,
    );
    return section(`:warning: ${listed(parts)} couldn’t be refreshed. ${failureSentence(code)}`);
  });
}

/** Names the endpoints that are shown as of an earlier time while a newer list is being read. */
function refreshingBlocks(refreshing: readonly OlderPart[]): KnownBlock[] {
  if (refreshing.length === 0) return [];
  const parts = refreshing.map(
    ({ endpoint, asOf }) => `${shownBold(endpoint.name)} is shown as of ${timeText(asOf, 'seconds')}`,
  );
  return [section(`:hourglass_flowing_sand: ${listed(parts)}. A refresh is in progress.`)];
}

/** Says that no one can be connected on endpoints without a network, or that AWS lists no connections for them. */
export function unassociatedBlocks(
  endpoints: readonly Endpoint[],
  list: ListState['list'] = 'who',
): KnownBlock[] {
  if (endpoints.length === 0) return [];
  const names = listed(endpoints.map(({ name }) => shownBold(name)));
  const [have, their] = endpoints.length > 1 ? ['have', 'their'] : ['has', 'its'];
  const what = list === 'history' ? `AWS lists none of ${their} connections` : noOneOn;
  return [section(`:information_source: ${names} ${have} ${noNetwork}, so ${what}.`)];
}

/** What is said about an endpoint without a network, and what follows from it. */
export const noNetwork = 'no associated network';
export const noOneOn = 'no one is connected';

/** Shown instead of a count if no endpoint responded. */
export const unknownTitle = 'No endpoint responded';

/** Names the endpoints whose connections have no user name that identifies their owner. */
export function certificateOnlyBlocks(
  endpoints: readonly Endpoint[],
  whose: 'this person' | 'one of these people' | 'you' = 'this person',
): KnownBlock[] {
  if (endpoints.length === 0) return [];
  const names = listed(endpoints.map(({ name }) => shownBold(name)));
  return [
    context(
      `On ${names}, people are identified only by a certificate. Bouncer can’t tell whether a certificate with another name belongs to ${whose}.`,
    ),
  ];
}
