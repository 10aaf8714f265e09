import type { ConnectionTable } from '../model/connection-table.ts';
import type { VpnConnection } from '../model/vpn-connection.ts';
import { connectionXml } from './connection-xml.ts';
import { laidOut } from './layout.ts';
import { element } from './xml.ts';

/** Of an item, in the list in the answer. */
const itemDepth = 2;

export interface Page {
  /** The items, one after the other and laid out, without the element around them. */
  readonly xml: Buffer;
  /** The sequence of the last row, where more follow. */
  readonly last: number | undefined;
}

/**
 * The pages of unfiltered lists, kept as bytes until a row of the endpoint changes or the sample is old: a
 * thousand rows take milliseconds to write, and the emulator must serve 126 such pages faster than they are read.
 */
export class ConnectionPages {
  readonly #samplingMs: number;
  readonly #now: () => number;
  readonly #samples = new WeakMap<ConnectionTable, Sample>();

  constructor(samplingMs: number, now: () => number) {
    this.#samplingMs = samplingMs;
    this.#now = now;
  }

  page(table: ConnectionTable, after: number, limit: number): Page {
    const sample = this.#freshSample(table);
    const key = `${after} ${limit}`;
    const kept = sample.pages.get(key);
    if (kept !== undefined) return kept;

    const page = pageOf(table.after(after, limit + 1), limit, sample.at);
    sample.pages.set(key, page);
    return page;
  }

  #freshSample(table: ConnectionTable): Sample {
    const now = this.#now();
    const kept = this.#samples.get(table);
    if (kept !== undefined && kept.revision === table.revision && now - kept.at < this.#samplingMs)
      return kept;

    const sample = { at: now, revision: table.revision, pages: new Map<string, Page>() };
    this.#samples.set(table, sample);
    return sample;
  }
}

interface Sample {
  readonly at: number;
  readonly revision: number;
  readonly pages: Map<string, Page>;
}

/** The first `limit` of the connections found, as rows sampled at a time; to find one more tells that more follow. */
export function pageOf(found: readonly VpnConnection[], limit: number, at: number): Page {
  const rows = found.slice(0, limit);
  const xml = rows
    .map((connection) => laidOut(element('item', connectionXml(connection, at)), itemDepth))
    .join('');
  return { xml: Buffer.from(xml), last: found.length > limit ? rows.at(-1)?.sequence : undefined };
}
