import type { KnownBlock, StaticSelect } from '@slack/types';
import { type ConnectionList, isBlind, type ListedConnection } from '../../domain/connection-list.ts';
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
} from '../../slack/block-kit/blocks.ts';
import { shown, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { counted } from '../../slack/block-kit/quantities.ts';
import { connectionBlock, connectionText, namePlain, possibleRows } from './connection-row.ts';
import {
  certificateOnlyBlocks,
  coverageBlocks,
  coverageText,
  type ListCaption,
  unknownTitle,
} from './coverage-blocks.ts';
import { type ListState, stateInButtons } from './payloads.ts';

/** Ten rows fill a screen. */
const pageSize = 10;
/** Maximum characters of a name; a lower limit applies if Slack would reject the page. */
const nameLengths = [80, 40, 20] as const;
/** Other endpoints have to be typed: `on ENDPOINT`. */
const mostFilters = 20;

/** How a list is shown: to one person with buttons, or to the whole channel as it was at that time. */
export interface ListFrame extends ListCaption {
  readonly state: ListState;
  /** The endpoints that the filter offers; a shared list has no filter. */
  readonly filters: readonly Endpoint[];
}

/** Shows a list: the title, what the list covers, a page of rows, and the buttons. */
export function listView(connectionList: ConnectionList, frame: ListFrame): MessageView {
  const { connections, possible, asOf } = connectionList;
  const page = pageOf(connections, frame.state.page, pageSize);
  const pageText = page.count > 1 ? `page ${page.number + 1} of ${page.count}` : undefined;
  const title = titleOf(connectionList, frame.state);
  const hasButton = frame.sharedBy === undefined;

  return fitted(nameLengths, (most) =>
    messageView(shown(title, 150), [
      header(title),
      context(coverageText(connectionList, frame, pageText)),
      ...coverageBlocks(connectionList, frame.state.list),
      ...page.items.map((item) => connectionBlock(connectionText(item, asOf, most), item, asOf, hasButton)),
      ...emptyBlocks(connectionList, frame.state),
      ...possibleRows(possible.connections, { asOf, hasButton }),
      ...certificateOnlyBlocks(possible.certificateOnly),
      ...(hasButton ? [controls(frame, page)] : []),
    ]),
  );
}

function titleOf(connectionList: ConnectionList, state: ListState): string {
  if (connectionList.connections.length === 0 && isBlind(connectionList)) return unknownTitle;
  return `${wholeTitle(connectionList, state)}${connectionList.reading.length > 0 ? ' so far' : ''}`;
}

function wholeTitle(connectionList: ConnectionList, { list, targetRef }: ListState): string {
  const { connections, total } = connectionList;
  if (list === 'me') return ownTitle(connectionList);
  const about =
    targetRef.kind === 'person' ? ofPerson(connections.slice(0, mostOfOne)) : aboutText(targetRef);
  if (list === 'history')
    return `${counted(connections.length, 'session')} ended in the last 60 minutes${about}`;
  if (targetRef.kind === 'everyone' || total === undefined)
    return `${counted(connections.length, 'connection')}${about}`;
  return `${connections.length.toLocaleString('en')} of ${counted(total, 'connection')}${about}`;
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
function ofPerson(connections: readonly ListedConnection[]): string {
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

function emptyBlocks(connectionList: ConnectionList, { list, targetRef }: ListState): KnownBlock[] {
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
  if (list === 'history') return [section(`Nothing ended${elsewhere}.`)];
  if (list !== 'me' && targetRef.kind === 'everyone') return [section(`Nobody is on${elsewhere}.`)];
  // Others may be connected.
  const none = list === 'me' ? 'You aren’t connected' : 'No active connection found';
  return [section(`${none}${isSure ? '' : ' on the endpoints that responded'}.`)];
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
