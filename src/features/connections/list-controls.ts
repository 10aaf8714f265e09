import type { ActionsBlock, PlainTextOption, StaticSelect } from '@slack/types';
import type { ListOrder } from '../../domain/arrangement.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { ListKind } from '../../policy/authorize.ts';
import { actionIds, allEndpoints } from '../../slack/block-kit/action-ids.ts';
import { actions, button, plainText } from '../../slack/block-kit/blocks.ts';
import type { Page } from '../../slack/block-kit/paging.ts';
import { type ListState, sortOf, sortsOf, stateInButtons } from './payloads.ts';

/** Other endpoints have to be typed: `on ENDPOINT`. */
const maxFilters = 20;
/** Beyond this many pages, pressing Next again and again takes too long. */
const maxPagesWithoutSelect = 3;
/** Slack allows 100 options, but each takes about 85 of the 13,000 characters that a message can have. */
const maxPageOptions = 25;
/** Pages on either side of the current one that the select always offers. */
const neighborCount = 3;

/** Names the orders of a list, as its select shows them. */
export function sortTexts(list: ListKind): Readonly<Record<ListOrder, string>> {
  return {
    longest: 'Longest connected first',
    newest: list === 'history' ? 'Latest first' : 'Newest first',
    traffic: 'Most traffic first',
  };
}

/**
 * Renders what is under a list: buttons for other pages, and selects for the endpoint, the order and the page.
 *
 * @param details The select of the rows whose details can be shown.
 */
export function listControls(
  {
    state,
    filters,
    isPrivate = false,
  }: { readonly state: ListState; readonly filters: readonly Endpoint[]; readonly isPrivate?: boolean },
  page: Page<unknown>,
  details: readonly StaticSelect[],
): ActionsBlock {
  const { blockId, valueFor: at, isInBlockId } = stateInButtons({ ...state, page: page.number });
  const selects = [
    ...(filters.length > 1 ? [endpointFilter(filters, state.on)] : []),
    ...(sortsOf(state.list).length > 1 && page.items.length > 1 ? [sortSelect(state)] : []),
    ...(page.count > maxPagesWithoutSelect ? [pageSelect(page)] : []),
  ];
  return actions(blockId, [
    ...(page.number > 0 ? [button(actionIds.previous, '‹ Previous', at(page.number - 1))] : []),
    ...(page.number + 1 < page.count ? [button(actionIds.next, 'Next ›', at(page.number + 1))] : []),
    button(actionIds.refresh, 'Refresh', at(page.number)),
    ...(state.list === 'who' && !isPrivate ? [button(actionIds.share, 'Share', at(page.number))] : []),
    ...(isInBlockId ? selects : []),
    ...details,
  ]);
}

function endpointFilter(endpoints: readonly Endpoint[], scope: string | undefined): StaticSelect {
  const chosen = scope === undefined ? undefined : resolveEndpoint(endpoints, scope);
  const first = endpoints.slice(0, maxFilters);
  const offered = chosen === undefined || first.includes(chosen) ? first : [...first.slice(0, -1), chosen];
  const options = [option('All endpoints', allEndpoints), ...offered.map(({ name }) => option(name, name))];
  return selectOf(actionIds.filter, options, scope === undefined ? allEndpoints : chosen?.name);
}

function sortSelect(state: ListState): StaticSelect {
  const texts = sortTexts(state.list);
  const options = sortsOf(state.list).map((sort) => option(texts[sort], sort));
  return selectOf(actionIds.sort, options, sortOf(state));
}

function pageSelect({ number, count }: Page<unknown>): StaticSelect {
  const options = offeredPages(number, count).map((page) =>
    option(`Page ${page + 1} of ${count.toLocaleString('en')}`, String(page)),
  );
  return selectOf(actionIds.page, options, String(number));
}

/**
 * Chooses the pages that the select offers: all, or else the first, the last, the current one with its neighbors, and
 * others at equal distances.
 */
export function offeredPages(current: number, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, page) => page);
  if (count <= maxPageOptions) return all;

  const near = all.filter((page) => Math.abs(page - current) <= neighborCount);
  const spreadCount = maxPageOptions - near.length;
  const spread = Array.from({ length: spreadCount }, (_, index) =>
    Math.round((index * (count - 1)) / (spreadCount - 1)),
  );
  return [...new Set([...near, ...spread])].toSorted((a, b) => a - b);
}

function option(text: string, value: string): PlainTextOption {
  return { text: plainText(text, 75), value };
}

function selectOf(actionId: string, options: PlainTextOption[], chosen: string | undefined): StaticSelect {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    action_id: actionId,
    options,
    ...(initial && { initial_option: initial }),
  };
}
