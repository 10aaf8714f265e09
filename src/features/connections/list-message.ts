import type { KnownBlock, StaticSelect } from '@slack/types';
import {
  type ConnectionList,
  type Coverage,
  isBlind,
  type ListedConnection,
  type Reading,
  type StalePart,
  type UnavailableEndpoint,
} from '../../domain/connection-list.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { TargetRef } from '../../domain/target.ts';
import { actionIds, allEndpoints } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  plainText,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { connectionText, namePlain } from './connection-lines.ts';
import { type ListState, stateInButtons, valueFromTerminateButton } from './payloads.ts';
import { certificateOnlyBlocks } from './possible-matches.ts';

/** Ten rows fill a screen. */
const pageSize = 10;
/** Maximum characters of a name; a lower limit applies if Slack would reject the page. */
const nameLengths = [80, 40, 20] as const;
/** Other endpoints have to be typed: `on ENDPOINT`. */
const mostFilters = 20;

/** The people named above a list. */
export interface ListCaption {
  /** The person or user group that the list is about, as mrkdwn; a mention only if one person alone sees the list. */
  readonly about: string | undefined;
  /** The name of the person who shared it with the channel; undefined for a list for one person, which has buttons. */
  readonly sharedBy: string | undefined;
}

/** How a list is shown: to one person with buttons, or to the whole channel as it was at that time. */
export interface ListFrame extends ListCaption {
  readonly state: ListState;
  /** The endpoints that the filter offers; a shared list has no filter. */
  readonly filters: readonly Endpoint[];
}

export function listView(connectionList: ConnectionList, frame: ListFrame): MessageView {
  const page = pageOf(connectionList.connections, frame.state.page, pageSize);
  const title = titleOf(connectionList, frame.state);
  const isShared = frame.sharedBy !== undefined;

  return fitted(nameLengths, (most) =>
    messageView(shown(title, 150), [
      header(title),
      context(contextText(connectionList, page, frame)),
      ...readingBlocks(connectionList.reading),
      ...unavailableBlocks(connectionList.unavailable),
      ...staleBlocks(connectionList.stale),
      ...unassociatedBlocks(connectionList.unassociated, frame.state.list),
      ...page.items.map((session) =>
        connectionBlock(
          connectionText(session, connectionList.asOf, most),
          session,
          connectionList.asOf,
          !isShared,
        ),
      ),
      ...emptyBlocks(connectionList, frame.state),
      ...possibleRows(connectionList.possible.connections, {
        asOf: connectionList.asOf,
        hasButton: !isShared,
      }),
      ...certificateOnlyBlocks(connectionList.possible.certificateOnly),
      ...(isShared ? [] : [controls(frame, page)]),
    ]),
  );
}

/** Names the endpoints that a message does not cover, and says why. */
export function unavailableBlocks(unavailable: readonly UnavailableEndpoint[]): KnownBlock[] {
  const byCode = Map.groupBy(unavailable, ({ code }) => code);
  return [...byCode].map(([code, those]) =>
    section(
      `:warning: Missing here: ${listed(those.map(({ endpoint }) => shownBold(endpoint.name)))}. ${failureSentence(code)}`,
    ),
  );
}

/** Names the endpoints whose connections are stale, since when, and why they could not be refreshed. */
export function staleBlocks(stale: readonly StalePart[]): KnownBlock[] {
  const byCode = Map.groupBy(stale, ({ code }) => code);
  return [...byCode].map(([code, those]) => {
    const parts = those.map(
      ({ endpoint, asOf, since }) =>
        `${shownBold(endpoint.name)} since ${timeText(since, 'seconds')}, shown as of ${timeText(asOf, 'seconds')}`,
    );
    return section(`:warning: Not refreshed: ${listed(parts)}. ${failureSentence(code)}`);
  });
}

/** Says that no one can be connected on endpoints without a network, or that AWS lists no connections for them. */
export function unassociatedBlocks(
  endpoints: readonly Endpoint[],
  list: ListState['list'] = 'who',
): KnownBlock[] {
  if (endpoints.length === 0) return [];
  const names = listed(endpoints.map(({ name }) => shownBold(name)));
  const what = list === 'history' ? 'AWS lists none of its connections' : noOneOn;
  return [
    section(
      `:information_source: ${names} ${endpoints.length > 1 ? 'have' : 'has'} ${noNetwork}, so ${what}.`,
    ),
  ];
}

/** What is said about an endpoint without a network, and what follows from it. */
export const noNetwork = 'no associated network';
export const noOneOn = 'no one is connected';

/** Shows the progress of endpoints that are still being scanned: people missing from the list may be connected. */
export function readingBlocks(reading: readonly Reading[]): KnownBlock[] {
  if (reading.length === 0) return [];
  const parts = reading.map(({ endpoint, read, about }) => {
    const whole = about === undefined ? 'so far' : `of about ${about.toLocaleString('en')}`;
    return `${shownBold(endpoint.name)} ${read.toLocaleString('en')} ${whole}`;
  });
  return [section(`:hourglass_flowing_sand: Still reading: ${listed(parts)}. This list is not whole yet.`)];
}

/** Formats when the list was read, and which parts of it are older. */
export function asOfText({ asOf, older }: Pick<Coverage, 'asOf' | 'older'>): string {
  const parts = older.map((part) => `${shown(part.endpoint.name)} as of ${timeText(part.asOf, 'seconds')}`);
  return [`as of ${timeText(asOf, 'seconds')}`, ...(parts.length > 0 ? [listed(parts)] : [])].join(' · ');
}

/** Shown instead of a count if no endpoint responded. */
export const blindTitle = 'Nothing is known just now';

function titleOf(connectionList: ConnectionList, state: ListState): string {
  if (connectionList.connections.length === 0 && isBlind(connectionList)) return blindTitle;
  return `${wholeTitle(connectionList, state)}${connectionList.reading.length > 0 ? ' so far' : ''}`;
}

function wholeTitle(connectionList: ConnectionList, { list, targetRef }: ListState): string {
  const { connections, total } = connectionList;
  const about =
    targetRef.kind === 'person' ? ofTarget(connections.slice(0, mostOfOne)) : aboutText(targetRef);
  if (list === 'me') return ownTitle(connectionList);
  if (list === 'history')
    return `${counted(connections.length, 'session')} ended in the last 60 minutes${about}`;
  if (targetRef.kind === 'everyone') return `${counted(connections.length, 'connection')}`;

  const count =
    total === undefined
      ? counted(connections.length, 'connection')
      : `${connections.length.toLocaleString('en')} of ${counted(total, 'connection')}`;
  return `${count}${about}`;
}

function ownTitle({ connections, unavailable }: ConnectionList): string {
  if (connections.length > 0) return `You have ${counted(connections.length, 'session')}`;
  return unavailable.length === 0
    ? 'You have no session'
    : 'No session of yours on the endpoints that answered';
}

/** No one has more connections, and these are enough to tell whether they share one name. */
const mostOfOne = 100;

/** The context line mentions the person in Slack; the title can only contain text, so it has the VPN name. */
function ofTarget(connections: readonly ListedConnection[]): string {
  const names = new Set(connections.map(({ connection }) => namePlain(connection)));
  const [name] = names;
  return names.size === 1 ? ` of ${name}` : ' of this person';
}

function aboutText(targetRef: TargetRef): string {
  switch (targetRef.kind) {
    case 'text':
      return ` matching “${shownPlain(targetRef.text, 80)}”`;
    case 'name':
      return ` of ${shownPlain(targetRef.name, 80)}`;
    case 'connection':
      return ` with this id`;
    default:
      return '';
  }
}

function contextText(
  connectionList: ConnectionList,
  page: Page<ListedConnection>,
  { about, sharedBy }: ListFrame,
): string {
  return [
    ...(about === undefined ? [] : [about]),
    listed(connectionList.endpoints.map(({ name }) => shown(name))),
    asOfText(connectionList),
    ...(page.count > 1 ? [`page ${page.number + 1} of ${page.count}`] : []),
    ...sharedByText(sharedBy),
  ].join(' · ');
}

/** Names the person who shared a list, without a mention, which would notify them of their own action. */
export function sharedByText(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [`shared by ${shown(name)}`];
}

/** Renders a connection's row, with the Terminate button if the actor may use it. */
export function connectionBlock(
  text: string,
  { connection, endpoint, mayEnd }: ListedConnection,
  asOf: Date,
  hasButton: boolean,
): KnownBlock {
  if (!mayEnd || !hasButton) return section(text);

  const value = valueFromTerminateButton({ connection: connection.id, on: endpoint.name, asOf });
  const spoken = spokenAs('Terminate', namePlain(connection), `on ${endpoint.name}`);
  return section(text, {
    accessory: { ...button(actionIds.terminate, 'Terminate', value, 'danger'), ...spoken },
  });
}

const mostPossible = 5;

/**
 * Shows connections that may also be the target's, so that no one who may be connected appears to be off.
 *
 * @param asOf When they were looked up; by default, the time of EC2's own sample.
 */
export function possibleRows(
  connections: readonly ListedConnection[],
  { asOf, hasButton }: { readonly asOf?: Date; readonly hasButton: boolean },
): KnownBlock[] {
  if (connections.length === 0) return [];
  const more = connections.length - mostPossible;
  return [
    section(':grey_question: *May also be theirs*'),
    ...connections.slice(0, mostPossible).map((session) => {
      const at = asOf ?? session.connection.sampledAt;
      return connectionBlock(
        connectionText(session, at ?? unknownMoment, 80),
        session,
        at ?? unknownMoment,
        hasButton,
      );
    }),
    ...(more > 0 ? [context(`and ${counted(more, 'more connection')} that may be theirs`)] : []),
  ];
}

/** A button with this time has expired. */
const unknownMoment = new Date(0);

function emptyBlocks(connectionList: ConnectionList, { list }: ListState): KnownBlock[] {
  if (connectionList.connections.length > 0 || isBlind(connectionList)) return [];
  if (connectionList.reading.length > 0) return [section('None found so far.')];
  if (list !== 'me' && connectionList.possible.connections.length > 0)
    return [
      section(
        list === 'who' ? 'No connection is surely theirs.' : 'No connection that ended is surely theirs.',
      ),
    ];
  const isSure = connectionList.unavailable.length === 0 && connectionList.stale.length === 0;
  const elsewhere = isSure ? '' : ', as far as the endpoints answered';
  return [section(list === 'history' ? `Nothing ended${elsewhere}.` : `Nobody is on${elsewhere}.`)];
}

function controls({ state, filters }: ListFrame, page: Page<ListedConnection>): KnownBlock {
  const { blockId, valueFor: at, isInBlockId } = stateInButtons({ ...state, page: page.number });
  return actions(blockId, [
    ...(page.number > 0 ? [button(actionIds.previous, '‹ Previous', at(page.number - 1))] : []),
    ...(page.number + 1 < page.count ? [button(actionIds.next, 'Next ›', at(page.number + 1))] : []),
    button(actionIds.refresh, 'Refresh', at(page.number)),
    ...(state.list === 'who' ? [button(actionIds.share, 'Share', at(page.number))] : []),
    ...(filters.length > 1 && isInBlockId ? [endpointFilter(filters, state.on)] : []),
  ]);
}

function endpointFilter(endpoints: readonly Endpoint[], scope: string | undefined): StaticSelect {
  const chosen = scope === undefined ? allEndpoints : resolveEndpoint(endpoints, scope)?.name;
  const options = [
    { text: plainText('All endpoints', 75), value: allEndpoints },
    ...endpoints.slice(0, mostFilters).map(({ name }) => ({ text: plainText(name, 75), value: name })),
  ];
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    action_id: actionIds.filter,
    options,
    ...(initial && { initial_option: initial }),
  };
}
