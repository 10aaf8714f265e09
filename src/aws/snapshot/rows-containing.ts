import { bytesOf, type PackedPage } from './packed-page.ts';

/** Finds the rows that contain a folded text in a name, their id or an address. */
export function rowsContaining(page: PackedPage, folded: string, mark: (row: number) => void): void {
  if (folded === '') {
    for (let row = 0; row < page.count; row++) mark(row);
    return;
  }
  // The separators between texts are not part of any text.
  if (folded.includes('\0') || folded.includes('\x01')) return;

  const bytes = bytesOf(page.folded);
  const needle = Buffer.from(folded);
  let row = 0;
  for (
    let at = bytes.indexOf(needle);
    at >= 0;
    at = bytes.indexOf(needle, page.ends[row - 1] ?? bytes.length)
  ) {
    while (row < page.count && (page.ends[row] ?? 0) <= at) row++;
    mark(row++);
    if (row >= page.count) return;
  }
}
