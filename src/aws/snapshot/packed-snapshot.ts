import type { Connection } from '../../core/connection.ts';
import type { Found, Life } from '../../core/found.ts';
import type { EndpointId } from '../../core/ids.ts';
import { select, type Target } from '../../core/selection.ts';
import { foldName } from '../../core/vpn-name.ts';
import type { Progress, Snapshot } from '../../ports/snapshots.ts';
import { hashCount, hashOf, isLiveAt, numberAt, type PackedPage, unpack } from './packed-page.ts';
import { PagedRows } from './paged-rows.ts';
import { rowsContaining } from './rows-containing.ts';
import { rowsInOrder } from './rows-in-order.ts';

/** What there is to say of a snapshot beside its pages. */
export interface PackedFrame {
  readonly asOf: Date;
  readonly progress?: Progress;
  /** Rows that do not count, since a later one tells of the same connection. */
  readonly outdated: ReadonlySet<number>;
}

/** A snapshot in packed pages: a text or a name is looked for in the bytes, and only what is shown is unpacked. */
export class PackedSnapshot implements Snapshot {
  readonly asOf: Date;
  readonly progress: Progress | undefined;
  readonly #endpointId: EndpointId;
  readonly #rows: PagedRows;
  readonly #orders = new Map<Life, Uint32Array>();

  constructor(
    endpointId: EndpointId,
    pages: readonly PackedPage[],
    { asOf, progress, outdated }: PackedFrame,
  ) {
    this.asOf = asOf;
    this.progress = progress;
    this.#endpointId = endpointId;
    this.#rows = new PagedRows(pages, outdated);
  }

  get live(): number {
    return this.#inOrder('live').length;
  }

  select(target: Target, life: Life): Found {
    const rows = this.#inOrder(life);
    switch (target.kind) {
      case 'everyone':
        return this.#found(rows, life);
      case 'text': {
        const isHit = this.#rows.marked((page, mark) => rowsContaining(page, foldName(target.text), mark));
        return this.#found(
          rows.filter((row) => isHit[row] === 1),
          life,
        );
      }
      case 'names':
        return this.#exactly(rows, target, target.names.map(foldName), life);
      case 'connections':
        return this.#exactly(rows, target, target.ids, life);
    }
  }

  /** Finds by hash who may be meant, and asks `select` about each of these. */
  #exactly(rows: Uint32Array, target: Target, texts: readonly string[], life: Life): Found {
    const wanted = new Set(texts.map((text) => hashOf(Buffer.from(text))));
    const isCandidate = this.#rows.marked((page, mark) => {
      for (let slot = 0; slot < page.hashes.length; slot++) {
        if (wanted.has(page.hashes[slot] ?? 0)) mark(Math.floor(slot / hashCount));
      }
    });
    const isMeant = (row: number) =>
      isCandidate[row] === 1 && select([this.#connection(row)], target).length > 0;
    return this.#found(rows.filter(isMeant), life);
  }

  #found(rows: Uint32Array, life: Life): Found {
    const column = life === 'live' ? 'establishedAt' : 'endedAt';
    return {
      length: rows.length,
      slice: (from, to) => Array.from(rows.subarray(from, to), (row) => this.#connection(row)),
      momentAt: (place) => this.#rows.at(rows[place] ?? 0, (page, row) => numberAt(page, row, column)) || 0,
    };
  }

  #connection(row: number): Connection {
    return this.#rows.at(row, (page, within) => unpack(page, within, this.#endpointId));
  }

  #inOrder(life: Life): Uint32Array {
    const known = this.#orders.get(life);
    if (known !== undefined) return known;

    const column = life === 'live' ? 'establishedAt' : 'endedAt';
    const ordered = rowsInOrder(this.#rows, column, (page, row) => isLiveAt(page, row) === (life === 'live'));
    this.#orders.set(life, ordered);
    return ordered;
  }
}
