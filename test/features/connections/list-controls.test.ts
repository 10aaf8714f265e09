import { expect, test } from 'vitest';
import { listControls, offeredPages } from '../../../src/features/connections/list-controls.ts';
import type { ListState } from '../../../src/features/connections/payloads.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';

const state: ListState = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 };

/** The chosen option of each select, by action_id. */
function choices(given: Partial<ListState>, count = 1, filters = [anEndpoint(), lab]) {
  const page = { items: ['a', 'b'], number: given.page ?? 0, count };
  const { elements } = listControls({ state: { ...state, ...given }, filters }, page, []);
  return Object.fromEntries(
    elements.flatMap((element) =>
      element.type === 'static_select' ? [[element.action_id, element.initial_option?.text.text]] : [],
    ),
  );
}

test('shows the chosen endpoint, order and page in their selects', () => {
  expect(choices({})).toEqual({ list_filter: 'All endpoints', list_sort: 'Longest connected first' });
  expect(choices({ sort: 'traffic', on: 'lab', page: 2 }, 26)).toEqual({
    list_filter: 'lab',
    list_sort: 'Most traffic first',
    list_page: 'Page 3 of 26',
  });
  expect(choices({ list: 'history' })).toMatchObject({ list_sort: 'Latest first' });
});

test('offers a page only if there are more than three, and no order of one’s own connections', () => {
  expect(choices({ list: 'me' }, 3, [])).toEqual({});
  expect(choices({}, 4)).toHaveProperty('list_page');
});

test('offers the chosen endpoint also if there are more than the select shows', () => {
  const many = Array.from({ length: 30 }, (_, index) => anEndpoint({ name: `vpn-${index}` }));

  expect(choices({ on: 'vpn-29' }, 1, many)).toMatchObject({ list_filter: 'vpn-29' });
});

test.each([0, 1, 57, 12_599])(
  'offers few of many pages: the ends, the neighbors of %d, and a spread',
  (current) => {
    const pages = offeredPages(current, 12_600);

    const near = [current - 1, current, current + 1].filter((page) => page >= 0 && page < 12_600);
    expect(pages).toEqual(expect.arrayContaining([0, 12_599, ...near]));
    expect(pages.length).toBeLessThanOrEqual(25);
    expect(pages.length).toBeGreaterThan(15);
    expect(pages).toEqual([...new Set(pages)].toSorted((a, b) => a - b));
  },
);

test('offers every page of a list of 25', () => {
  expect(offeredPages(3, 25)).toHaveLength(25);
});
