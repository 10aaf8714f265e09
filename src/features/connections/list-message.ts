import {
  type ConnectionList,
  isBlind,
  type ListedConnection,
  rankOf,
  type Sequence,
} from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { TargetRef } from '../../domain/target.ts';
import { context, fitted, header, type MessageView, messageView } from '../../slack/block-kit/blocks.ts';
import { shown, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { counted, durationText } from '../../slack/block-kit/quantities.ts';
import {
  connectionRow,
  detailsSelect,
  maxPossibleRows,
  namePlain,
  possibleRows,
  type RowNote,
} from './connection-row.ts';
import {
  certificateOnlyBlocks,
  coverageBlocks,
  coverageText,
  type ListCaption,
  unknownTitle,
} from './coverage-blocks.ts';
import { listControls, sortTexts } from './list-controls.ts';
import { type ListState, rowId, sortOf, sortsOf } from './payloads.ts';
import type { ConnectionOutcome } from './row-outcome.ts';

/** Ten rows fill a screen. */
export const pageSize = 10;
/** Maximum characters of a name. If Slack would reject the page, a lower limit applies, and the selects are left out. */
const sizes: readonly [Size, ...Size[]] = [
  { most: 80, hasDetails: true, hasRowIds: true, hasFilter: true },
  { most: 40, hasDetails: true, hasRowIds: true, hasFilter: true },
  { most: 20, hasDetails: true, hasRowIds: true, hasFilter: true },
  { most: 20, hasDetails: false, hasRowIds: true, hasFilter: true },
  { most: 20, hasDetails: false, hasRowIds: false, hasFilter: true },
  { most: 20, hasDetails: false, hasRowIds: false, hasFilter: false },
];

interface Size {
  readonly most: number;
  readonly hasDetails: boolean;
  /** Whether the list can show what becomes of a row whose button is pressed. */
  readonly hasRowIds: boolean;
  /** Whether one of the endpoints can be chosen: a hundred of them are a large part of the message. */
  readonly hasFilter: boolean;
}

/** How a list is shown: to one person with buttons, or to the whole channel as it was at that time. */
export interface ListFrame extends ListCaption {
  readonly state: ListState;
  /** The endpoints that the filter offers; a shared list has no filter. */
  readonly filters: readonly Endpoint[];
  /** What became of the connection whose button was pressed in the list. */
  readonly outcome?: ConnectionOutcome | undefined;
  readonly noteOn?: RowNote | undefined;
  /** Whether the list must not be shared, because it shows who connects from an address. */
  readonly isPrivate?: boolean;
}

/** Shows a list: the title, what the list covers, a page of rows, and the buttons. */
export function listView(connectionList: ConnectionList, frame: ListFrame): MessageView {
  const { connections, possible, asOf } = connectionList;
  const { outcome, state, noteOn } = frame;
  const page = pageOf(withOutcome(connections, frame), state.page, pageSize);
  const pageText = page.count > 1 ? pageTextOf(page, frame) : undefined;
  const title = titleOf(connectionList, frame);
  const hasButton = frame.sharedBy === undefined;
  const rows = [...page.items, ...possible.connections.slice(0, maxPossibleRows)];

  return fitted(sizes, ({ most, hasDetails, hasRowIds, hasFilter }) =>
    messageView(shown(title, 150), [
      header(title),
      context(coverageText(connectionList, frame, pageText)),
      ...coverageBlocks(connectionList, frame.state.list),
      ...page.items.map((item, index) => {
        const row = { place: 'row', state: { ...state, page: page.number } } as const;
        const id = hasRowIds ? rowId(row, index, item.connection.id) : undefined;
        return connectionRow(item, { asOf, most, noteOn, hasButton, outcome, id });
      }),
      ...possibleRows(possible.connections, {
        ...{ asOf, hasButton, most, noteOn, outcome },
        state: hasRowIds ? state : undefined,
      }),
      ...certificateOnlyBlocks(possible.certificateOnly, state.list === 'me' ? 'you' : 'this person'),
      ...(hasButton
        ? [
            listControls(
              hasFilter ? frame : { ...frame, filters: [] },
              page,
              hasDetails ? detailsSelect(rows) : [],
            ),
          ]
        : []),
    ]),
  );
}

/**
 * Keeps the row whose button was pressed in its place, although its connection may have ended. Only the page that is
 * shown is read, so it is looked for on that page alone.
 */
function withOutcome(
  connections: Sequence<ListedConnection>,
  { outcome, state }: ListFrame,
): Sequence<ListedConnection> {
  const kept = outcome?.item;
  if (kept === undefined) return connections;

  const order = sortOf(state);
  const rank = ({ connection }: ListedConnection) => rankOf(connection, 'live', order);
  const first = state.page * pageSize;
  const onPage = connections.slice(first, first + pageSize);
  if (onPage.some(({ connection }) => connection.id === kept.connection.id)) return connections;
  return {
    length: connections.length + 1,
    slice: (from = 0, to = connections.length) => {
      const others = connections.slice(from, to);
      const place = others.findIndex((item) => rank(item) < rank(kept));
      return others.toSpliced(place < 0 ? others.length : place, 0, kept).slice(0, to - from);
    },
  };
}

/** A shared list has no select that shows in which order its page is. */
function pageTextOf({ number, count }: Page<unknown>, { state, sharedBy }: ListFrame): string {
  const text = `page ${number + 1} of ${count.toLocaleString('en')}`;
  const hasSorts = sharedBy !== undefined && sortsOf(state.list).length > 1;
  return hasSorts ? `${text}, ${sortTexts(state.list)[sortOf(state)].toLowerCase()}` : text;
}

function titleOf(connectionList: ConnectionList, frame: ListFrame): string {
  const { connections, reading } = connectionList;
  if (connections.length > 0)
    return `${foundTitle(connectionList, frame)}${reading.length > 0 ? ' so far' : ''}`;
  if (isBlind(connectionList)) return unknownTitle;
  return reading.length > 0 ? 'No connections found so far' : emptyTitle(connectionList, frame);
}

function foundTitle({ connections, total }: ConnectionList, { state, name }: ListFrame): string {
  const { list, targetRef } = state;
  const count = counted(connections.length, 'connection');
  if (list === 'me') return `You have ${count}`;
  const who =
    targetRef.kind === 'person' ? forPerson(connections.slice(0, maxOfOne), name) : aboutText(targetRef);
  const about = `${who}${durationFilterText(state, ' ')}`;
  if (list === 'history') return `${count}${about} ended in the last 60 minutes`;
  const isPart = targetRef.kind === 'text' || (targetRef.kind === 'everyone' && state.lasting !== undefined);
  if (!isPart || total === undefined) return `${count}${about}`;
  return `${connections.length.toLocaleString('en')} of ${counted(total, 'connection')}${about}`;
}

function durationFilterText({ lasting }: ListState, before: string): string {
  return lasting === undefined ? '' : `${before}${lasting.kind} than ${durationText(lasting.ms)}`;
}

/** No one has more connections, and these are enough to tell whether they share one name. */
const maxOfOne = 100;

/** The context line mentions the person in Slack; the title can only contain text, so it has the VPN name. */
function forPerson(connections: readonly ListedConnection[], personName: string | undefined): string {
  const names = new Set(connections.map(({ connection }) => namePlain(connection)));
  const [name] = names;
  if (names.size === 1) return ` for ${name}`;
  return personName === undefined ? '' : ` for ${shownPlain(personName, 80)}`;
}

function aboutText(targetRef: TargetRef): string {
  switch (targetRef.kind) {
    case 'text':
      return ` matching “${shownPlain(targetRef.text, 80)}”`;
    case 'name':
      return ` for ${shownPlain(targetRef.name, 80)}`;
    default:
      return '';
  }
}

/** Says that nothing was found, and only what is certain: others may be connected, on endpoints that didn’t respond. */
function emptyTitle({ possible, unavailable, stale }: ConnectionList, { state, name }: ListFrame): string {
  const { list, targetRef } = state;
  const isSure = unavailable.length === 0 && stale.length === 0;
  const where = isSure ? '' : ' on the endpoints that responded';
  const toWhere = where.replace('on', 'to');
  if (list === 'me') return `You aren’t connected${toWhere}`;
  const person =
    targetRef.kind === 'name' ? `“${shownPlain(targetRef.name, 80)}”` : shownPlain(name ?? '', 80);
  const duration = durationFilterText(state, ' ');
  if (possible.connections.length > 0) return `No exact match${person === '' ? '' : ` for ${person}`}`;
  if (list === 'history')
    return `No connections${person === '' ? aboutText(targetRef) : ` for ${person}`} ended in the last 60 minutes${where}`;

  switch (targetRef.kind) {
    case 'everyone':
      return duration === '' ? `No one is connected${toWhere}` : `No connections${duration}${where}`;
    case 'text':
      return duration === ''
        ? `No connections match “${shownPlain(targetRef.text, 80)}”${where}`
        : `No connections${aboutText(targetRef)}${duration}${where}`;
    case 'connection':
      return `No active connection found${where}`;
    default:
      if (duration !== '') return `No connections${person === '' ? '' : ` for ${person}`}${duration}${where}`;
      return person === '' ? `Not connected${toWhere}` : `${person} isn’t connected${toWhere}`;
  }
}
