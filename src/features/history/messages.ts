import type { KnownBlock } from '@slack/types';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { roundToNearestMinutes } from 'date-fns/roundToNearestMinutes';
import { isBlind } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { periodText } from '../../domain/history-period.ts';
import type { ChannelId } from '../../domain/ids.ts';
import {
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { commaSeparated, counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import {
  certificateOnlyBlocks,
  coverageText,
  type ListCaption,
  readingBlocks,
  unassociatedBlocks,
  unavailableBlocks,
} from '../connections/coverage-blocks.ts';
import { listControls } from '../connections/list-controls.ts';
import type { ListState } from '../connections/payloads.ts';
import { unexplainedText } from '../details/messages.ts';
import { maxSearched } from './find-records.ts';
import type { KnownPeriod } from './known-period.ts';
import type { HistoryResult, PastConnections } from './look-back.ts';
import { pastRow } from './row.ts';

/** How a history is shown to the person who asked for it. */
export interface HistoryFrame extends Pick<ListCaption, 'about' | 'name'> {
  readonly state: ListState;
  /** The endpoints that the filter offers. */
  readonly filters: readonly Endpoint[];
  /** The channel in which it is shown. */
  readonly here: ChannelId;
  /** Whether it is the reader's own history. */
  readonly isOwn: boolean;
}

/** Maximum characters of a name; a lower limit applies if Slack would reject the page. */
const lengths = [80, 40, 20] as const;

/** Shows who was connected in a period: from when to when, from where, with which device, and how it ended. */
export function historyView(past: PastConnections, frame: HistoryFrame): MessageView {
  const { page, possible, coverage, terminations } = past;
  const title = titleOf(past, frame);
  const pageText =
    page.count > 1 ? `page ${page.number + 1} of ${page.count.toLocaleString('en')}` : undefined;

  return fitted(lengths, (most) => {
    const rowFrame = { most, terminations, here: frame.here };
    return messageView(shown(title, 150), [
      header(title),
      context(coverageText(coverage, { about: frame.about, sharedBy: undefined }, pageText)),
      ...namesBlocks(past.names),
      ...limitBlocks(past),
      ...page.items.map((item) => pastRow(item, rowFrame)),
      ...(possible.length === 0 ? [] : [section(':grey_question: *Possible matches*')]),
      ...possible.map((item) => pastRow(item, rowFrame)),
      ...certificateOnlyBlocks(past.certificateOnly, frame.isOwn ? 'you' : 'this person'),
      ...legendBlocks(past),
      listControls(frame, page, []),
    ]);
  });
}

function titleOf(past: PastConnections, { state, name, isOwn }: HistoryFrame): string {
  const { count, isCut, isSearchCut, periodMs, keptDays, possible, coverage } = past;
  const { targetRef } = state;
  const when = `in the last ${keptDays === undefined ? periodText(periodMs) : counted(keptDays, 'day')}`;
  const least = isCut ? 'More than ' : '';
  if (isOwn && count > 0) return `You had ${least.toLowerCase()}${counted(count, 'connection')} ${when}`;
  const whose = whoseText(targetRef, name);
  if (count > 0) return `${least}${counted(count, 'connection')}${whose} ${when}`;
  if (possible.length > 0) return `No exact match${whose.replace(/^ of/, ' for')} ${when}`;
  if (isCut) return `No match among the latest connections ${when}`;
  // What is not known may have happened.
  const isKnown = ({ since, gaps }: KnownPeriod) =>
    since !== undefined && since <= past.since && gaps.length === 0;
  const isSure = !isSearchCut && !isBlind(coverage) && past.known.every(isKnown);
  const found = isSure ? '' : ' found';
  return isOwn ? `No connections of yours${found} ${when}` : `No connections${whose}${found} ${when}`;
}

function whoseText(targetRef: ListState['targetRef'], name: string | undefined): string {
  switch (targetRef.kind) {
    case 'text':
      return ` matching “${shownPlain(targetRef.text, 80)}”`;
    case 'name':
      return ` of ${shownPlain(targetRef.name, 80)}`;
    case 'person':
      return name === undefined ? '' : ` of ${shownPlain(name, 80)}`;
    case 'connection':
      return ' with this ID';
    default:
      return '';
  }
}

/** The history is by VPN name: someone whose name has changed has to be looked for under the earlier one too. */
function namesBlocks(names: readonly string[]): readonly KnownBlock[] {
  if (names.length === 0) return [];
  return [
    context(
      `VPN ${names.length === 1 ? 'name' : 'names'}: ${commaSeparated(names.map((name) => shown(name)))}`,
    ),
  ];
}

/** Says what the list does not contain, and why. */
function limitBlocks(past: PastConnections): readonly KnownBlock[] {
  const { coverage, keptDays, isCut, isSearchCut, known, terminations, since } = past;
  const notes = [
    ...(keptDays === undefined
      ? []
      : [`Bouncer keeps the history for ${counted(keptDays, 'day')}, so earlier connections aren’t shown.`]),
    ...(past.matches === undefined ? [] : [matchesText(past.matches)]),
    ...(isCut
      ? ['Only the latest connections are shown. To see earlier ones, name a person or an endpoint.']
      : []),
    ...(isSearchCut
      ? [
          past.matches === undefined
            ? `Partial names were searched for only in the latest ${counted(maxSearched, 'connection')} of each endpoint. To search all of them, type a complete name.`
            : `VPN addresses were searched for only in the latest ${counted(maxSearched, 'connection')} of each endpoint.`,
        ]
      : []),
    ...beginningTexts(known, since),
    ...gapTexts(known, coverage.asOf),
  ];
  const unread = unexplainedText(terminations);
  return [
    ...readingBlocks(coverage.reading),
    ...unavailableBlocks([...coverage.unavailable, ...coverage.stale], 'shown as Bouncer last recorded them'),
    ...unassociatedBlocks(coverage.unassociated, 'history'),
    ...(unread === undefined ? [] : [section(unread)]),
    ...notes.map((note) => context(`:information_source: ${note}`)),
  ];
}

/** Says as which kind of address the one that was searched for was found. */
function matchesText({ publicly, inVpn }: NonNullable<PastConnections['matches']>): string {
  return `From this public address: ${counted(publicly, 'connection')}. With this address in the VPN: ${counted(inVpn, 'connection')}.`;
}

/** Says on which endpoints the history begins later than the period. */
function beginningTexts(known: readonly KnownPeriod[], since: Date): readonly string[] {
  const never = known.filter((each) => each.since === undefined);
  const late = known.flatMap((each) =>
    each.since !== undefined && each.since > since ? [{ ...each, since: each.since }] : [],
  );
  const names = (those: readonly KnownPeriod[]) =>
    listed(those.map(({ endpoint }) => shownBold(endpoint.name)));
  const neverText = `Bouncer hasn’t recorded any history for ${names(never)} yet, so this shows only what AWS lists: active connections, and those that ended in the last 60 minutes.`;
  return [...(never.length === 0 ? [] : [neverText]), ...lateTexts(late, names)];
}

type LatePeriod = KnownPeriod & { readonly since: Date };

const maxBeginnings = 3;

function lateTexts(
  late: readonly LatePeriod[],
  names: (those: readonly KnownPeriod[]) => string,
): readonly string[] {
  const latestFirst = late.toSorted((a, b) => b.since.getTime() - a.since.getTime());
  const byTime = [...Map.groupBy(latestFirst, ({ since }) => minuteOf(since)).values()];
  const beginnings = byTime.flatMap((those) => {
    const [first] = those;
    return first === undefined ? [] : [{ at: timeText(first.since, 'day'), of: names(those) }];
  });
  const [only, ...others] = beginnings;
  if (only === undefined) return [];
  if (others.length === 0) return [`The history of ${only.of} begins ${only.at}.`];

  const texts = beginnings.map(({ at, of }) => `${at} (${of})`);
  return [`The history of some endpoints begins later: ${commaSeparated(texts, maxBeginnings)}.`];
}

/** To the minute: endpoints are observed one after the other, so that what concerns several differs by seconds. */
function minuteOf(at: Date): number {
  return roundToNearestMinutes(at).getTime();
}

const maxGaps = 3;
/** Within half a day, a time needs no date. */
const halfDayMs = hoursToMilliseconds(12);

function gapTexts(known: readonly KnownPeriod[], asOf: Date): readonly string[] {
  const gaps = known
    .flatMap(({ endpoint, gaps: those }) => those.map((gap) => ({ ...gap, endpoint })))
    .toSorted((a, b) => b.to.getTime() - a.to.getTime());
  const byTime = [...Map.groupBy(gaps, ({ from, to }) => `${minuteOf(from)} ${minuteOf(to)}`).values()];
  if (byTime.length === 0) return [];

  const isRecent = gaps.every(({ from }) => asOf.getTime() - from.getTime() < halfDayMs);
  const texts = byTime.flatMap((those) => {
    const [first] = those;
    if (first === undefined) return [];
    const isShort = first.to.getTime() - first.from.getTime() < halfDayMs;
    const to = timeText(first.to, isShort ? 'time' : 'day');
    const names = listed(those.map(({ endpoint }) => shown(endpoint.name)));
    return [`${timeText(first.from, isRecent ? 'time' : 'day')} – ${to} (${names})`];
  });
  return [
    `Not observed: ${commaSeparated(texts, maxGaps)}. Connections that both began and ended then may be missing.`,
  ];
}

/** Says above a list of what EC2 still lists why there is no history, as mrkdwn. */
export function notKeptText(why: Extract<HistoryResult, { kind: 'not_kept' }>['why']): string {
  return notKeptTexts[why];
}

const notKeptTexts = {
  off: ':information_source: The connection history is turned off, so this shows only what AWS still lists.',
  history_unavailable:
    ':warning: Bouncer can’t read its connection history, so this shows only what AWS still lists. Try again in a minute.',
} as const;

/** Explains the mark on a row. */
function legendBlocks({ page, possible }: PastConnections): readonly KnownBlock[] {
  const isMarked = [...page.items, ...possible].some((row) => row.isNewAddress || row.isNewDevice);
  return isMarked
    ? [
        context(
          '*New*: this user’s first connection from this address or kind of device in Bouncer’s history.',
        ),
      ]
    : [];
}
