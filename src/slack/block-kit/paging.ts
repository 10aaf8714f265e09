import type { KnownBlock } from '@slack/types';
import type { Sequence } from '../../domain/connection-list.ts';
import { type MessageView, messageView, section } from './blocks.ts';
import { shown } from './escape-text.ts';

/** One page of a list. Its number is clamped to the existing pages, so that a stale "Next" still works. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Starts at 0. */
  readonly number: number;
  readonly count: number;
}

export function pageOf<T>(items: Sequence<T>, wanted: number, size: number): Page<T> {
  const count = Math.max(1, Math.ceil(items.length / size));
  const number = Math.min(Math.max(0, Math.trunc(wanted) || 0), count - 1);

  return { items: items.slice(number * size, (number + 1) * size), number, count };
}

/** A section holds 3,000 characters, including its heading. */
const longestPage = 2_800;
/** A name has up to 255 characters; a name of ampersands is five times as long when escaped. */
const longestName = 1_500;
const separator = ', ';

/**
 * Returns pages with all names if the title about a target does not show them all, and otherwise none.
 *
 * @param most How many characters of the target the title shows.
 */
export function pagesFor(names: string, target: string, most: number): readonly string[] {
  const isWhole = shown(target, most) === shown(target, Number.POSITIVE_INFINITY);
  return names === '' || (names === target && isWhole) ? [] : namePages(names);
}

/** Splits a list of names into pages, escaped, each of which fits into a section. */
export function namePages(names: string): readonly string[] {
  const pages: string[] = [];
  let page = '';
  for (const name of names.split(separator)) {
    const text = shown(name, longestName);
    const longer = page === '' ? text : page + separator + text;
    if ([...longer].length <= longestPage) page = longer;
    else {
      pages.push(page);
      page = text;
    }
  }
  return page === '' ? pages : [...pages, page];
}

/** The first pages, which are part of the message itself. */
export function namesBlocks(pages: readonly string[], most: number): KnownBlock[] {
  const inside = pages.slice(0, most);
  const heading = pages.length > most ? '*All names*, continued in the thread' : '*All names*';
  return inside.map((page, at) => section(at === 0 ? `${heading}\n${page}` : page));
}

/** The remaining pages, each a message in the thread. */
export function namePageViews(pages: readonly string[], most: number): readonly MessageView[] {
  return pages.slice(most).map((page, at) => {
    const title = `*Names, part ${most + at + 1} of ${pages.length}*`;
    return messageView(title, [section(`${title}\n${page}`)]);
  });
}
