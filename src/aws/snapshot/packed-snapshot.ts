import type { Arrangement, DurationFilter, ListOrder } from '../../domain/arrangement.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ConnectionPhase, Found } from '../../domain/connection-list.ts';
import { directoryMatcher, directoryUserOf } from '../../domain/directory-name.ts';
import type { EndpointId } from '../../domain/ids.ts';
import { type ExactTarget, select, type Target, textsToFind } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { Progress, Snapshot } from '../../ports/vpn-gateway.ts';
import {
  bytesOf,
  firstHash,
  foldedTexts,
  hashCount,
  hashOf,
  hashWith,
  numberAt,
  type PackedPage,
  rowStart,
  sameAgainText,
  unpack,
} from './packed-page.ts';
import { PagedRows, rankIn, rowsIn, sortedByRank } from './paged-rows.ts';

/** A name is looked up by the last bits of its hash: with 50 names, one row in a thousand is checked in vain. */
const hashEndings = 2 ** 16;

/** What describes a snapshot apart from its pages. */
interface PackedFrame {
  readonly asOf: Date;
  readonly progress?: Progress;
  /** Rows to ignore, because a later row describes the same connection. */
  readonly outdated: ReadonlySet<number>;
  readonly isUnassociated?: boolean;
}

/** A snapshot in packed pages. Texts and names are searched in the bytes, and only the rows shown are unpacked. */
export class PackedSnapshot implements Snapshot {
  readonly asOf: Date;
  readonly progress: Progress | undefined;
  readonly isUnassociated: boolean;
  /** A packed snapshot does not know whether it should be newer; its callers do. */
  readonly stale = undefined;
  readonly isRefreshing = false;
  readonly #endpointId: EndpointId;
  readonly #rows: PagedRows;
  /** Rows in EC2's order. */
  readonly #unsorted = new Map<ConnectionPhase, Uint32Array>();
  readonly #orders = new Map<string, Uint32Array>();

  constructor(
    endpointId: EndpointId,
    pages: readonly PackedPage[],
    { asOf, progress, outdated, isUnassociated = false }: PackedFrame,
  ) {
    this.asOf = asOf;
    this.progress = progress;
    this.isUnassociated = isUnassociated;
    this.#endpointId = endpointId;
    this.#rows = new PagedRows(pages, outdated);
  }

  get live(): number {
    return this.#unordered('live').length;
  }

  select(target: Target, phase: ConnectionPhase, { order = 'newest', lasting }: Arrangement = {}): Found {
    const known = this.#orders.get(keyOf(phase, order));
    const isWhole = target.kind === 'everyone' && lasting === undefined;
    if (isWhole || known !== undefined) {
      const ordered = known ?? this.#inOrder(phase, order);
      return this.#found(this.#matching(ordered, target, lasting), phase, order);
    }
    // Most searches find little, which is sorted faster than everything.
    const matching = this.#matching(this.#unordered(phase), target, lasting);
    return this.#found(this.#sorted(matching, phase, order), phase, order);
  }

  #matching(all: Uint32Array, target: Target, lasting: DurationFilter | undefined): Uint32Array {
    const rows = this.#ofTarget(all, target);
    return lasting === undefined ? rows : this.#lasting(rows, lasting);
  }

  #ofTarget(rows: Uint32Array, target: Target): Uint32Array {
    switch (target.kind) {
      case 'everyone':
        return rows;
      case 'text': {
        const texts = textsToFind(target.text);
        const isHit = this.#rows.marked((page, mark) => {
          for (const text of texts) rowsContaining(page, text, mark);
        });
        return rows.filter((row) => isHit[row] === 1);
      }
      case 'names':
        return this.#exactly(rows, target, new Set(target.names.map(foldName)));
      case 'connections':
        return this.#exactly(rows, target, new Set(target.ids));
    }
  }

  /** Does what `hasLasted` does, without unpacking the rows. */
  #lasting(rows: Uint32Array, { kind, ms }: DurationFilter): Uint32Array {
    const isWithin = this.#rows.marked((page, mark) => {
      for (let row = 0; row < page.count; row++) {
        const endedAt = numberAt(page, row, 'endedAt');
        const sampledAt = numberAt(page, row, 'sampledAt') || this.asOf.getTime();
        const until = Number.isNaN(endedAt) ? sampledAt : endedAt;
        const lastedMs = Math.max(0, until - numberAt(page, row, 'establishedAt'));
        // Without a start it is NaN, and every comparison is false.
        if (kind === 'older' ? lastedMs >= ms : lastedMs < ms) mark(row);
      }
    });
    return rows.filter((row) => isWithin[row] === 1);
  }

  /** Finds candidates by hash, then reads each of them to check whether it matches. */
  #exactly(rows: Uint32Array, target: ExactTarget, texts: ReadonlySet<string>): Uint32Array {
    const wanted = hashEndingsOf(texts);
    const users = target.kind === 'names' && target.isDirectory ? target.names : [];
    const wantedUsers = hashEndingsOf(users.map(directoryUserOf));
    const isUser = directoryMatcher(users);
    const isCandidate = this.#rows.marked((page, mark) => {
      const { hashes } = page;
      for (let slot = 0; slot < hashes.length; slot++) {
        if (wanted[(hashes[slot] ?? 0) % hashEndings] === 1) mark(Math.floor(slot / hashCount));
      }
      if (users.length > 0) markDirectoryUsers(page, wantedUsers, mark);
    });
    const isMatch = (page: PackedPage, row: number): boolean => {
      if (page.odd.has(row)) return select([unpack(page, row, this.#endpointId)], target).length > 0;
      const { id, names } = foldedTexts(page, row);
      if (target.kind === 'connections') return texts.has(id);
      const [username = ''] = names;
      return names.some((name) => name && texts.has(name)) || (username !== '' && isUser(username));
    };
    return rows.filter((row) => isCandidate[row] === 1 && this.#rows.at(row, isMatch));
  }

  #found(rows: Uint32Array, phase: ConnectionPhase, order: ListOrder): Found {
    const rank = rankIn(phase, order);
    return {
      length: rows.length,
      slice: (from, to) => Array.from(rows.subarray(from, to), (row) => this.#connection(row)),
      rankAt: (place) => this.#rows.at(rows[place] ?? 0, rank),
    };
  }

  #connection(row: number): Connection {
    return this.#rows.at(row, (page, within) => unpack(page, within, this.#endpointId));
  }

  /** Sorts the active connections in advance, so that nobody has to wait for it later. */
  putInOrder(): void {
    this.#inOrder('live', 'longest');
  }

  #inOrder(phase: ConnectionPhase, order: ListOrder): Uint32Array {
    const key = keyOf(phase, order);
    const known = this.#orders.get(key);
    if (known !== undefined) return known;

    const ordered = this.#sorted(this.#unordered(phase), phase, order);
    this.#orders.set(key, ordered);
    return ordered;
  }

  #sorted(rows: Uint32Array, phase: ConnectionPhase, order: ListOrder): Uint32Array {
    return sortedByRank(rows, this.#rows.numbersOf(rows, rankIn(phase, order)));
  }

  #unordered(phase: ConnectionPhase): Uint32Array {
    const known = this.#unsorted.get(phase);
    if (known !== undefined) return known;

    const rows = rowsIn(this.#rows, phase);
    this.#unsorted.set(phase, rows);
    return rows;
  }
}

function keyOf(phase: ConnectionPhase, order: ListOrder): string {
  return `${phase} ${order}`;
}

/** Returns a 1 for each hash ending that one of the texts has. */
function hashEndingsOf(texts: Iterable<string>): Uint8Array {
  const wanted = new Uint8Array(hashEndings);
  for (const text of texts) wanted[hashOf(Buffer.from(text)) % hashEndings] = 1;
  return wanted;
}

const backslash = 0x5c;
const at = 0x40;

/**
 * Marks the rows whose user name has one of the wanted user parts, as far as a hash can tell. The user part begins
 * after the last backslash and ends before the `@` that follows. Names of another form have no user part but the whole
 * name, which has a hash of its own.
 *
 * @param wanted A 1 for each ending of a wanted part's hash.
 */
function markDirectoryUsers(page: PackedPage, wanted: Uint8Array, mark: (row: number) => void): void {
  const { folded, count } = page;
  for (let row = 0; row < count; row++) {
    let start = rowStart(page, row);
    while (folded[start] !== 0) start++;
    start++;
    let end = start;
    let domain = -1;
    for (let sign = folded[end] ?? 0; sign !== 0; sign = folded[++end] ?? 0) {
      if (sign === at && domain < 0) domain = end;
      else if (sign === backslash) {
        start = end + 1;
        domain = -1;
      }
    }
    if (domain > start) end = domain;
    if (end > start && wanted[hashBetween(folded, start, end) % wanted.length] === 1) mark(row);
  }
}

/** Returns the hash of a range of bytes, as `hashOf` does. It is separate because it runs for every row. */
function hashBetween(bytes: Uint8Array, start: number, end: number): number {
  let hash = firstHash;
  let from = start;
  for (; from + 4 <= end; from += 4) hash = hashWith(hash, wordAt(bytes, from));
  for (; from < end; from++) hash = hashWith(hash, bytes[from] ?? 0);
  return hash >>> 0;
}

function wordAt(bytes: Uint8Array, from: number): number {
  const low = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
  const high = (bytes[from + 2] ?? 0) | ((bytes[from + 3] ?? 0) << 8);
  return low | (high << 16);
}

/** Finds the rows that contain a folded text in a name, their id or an address. */
function rowsContaining(page: PackedPage, folded: string, mark: (row: number) => void): void {
  if (folded === '') {
    for (let row = 0; row < page.count; row++) mark(row);
    return;
  }
  // The separators between texts are not part of any text.
  if (folded.includes('\0') || folded.includes(sameAgainText)) return;

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
