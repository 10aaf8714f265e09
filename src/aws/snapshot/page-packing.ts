import type { EndpointId } from '../../core/ids.ts';
import type { PackedPage } from './packed-page.ts';
import { PagePacker } from './page-packer.ts';
import { PageReader } from './page-reader.ts';

/** The bytes of one page, and whose it is. */
export interface PageJob {
  /** From 0: the how many-th of its sweep. */
  readonly number: number;
  readonly endpointId: EndpointId;
  readonly keepsEnded: boolean;
  /** Given away: whoever asks must not use them afterwards. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type PackedAnswer =
  | {
      readonly kind: 'packed';
      readonly page: PackedPage;
      readonly nextToken: string;
      /** The job's, back to be used again. */
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  /** Not as EC2 is known to write it; here are the bytes back. */
  | { readonly kind: 'unfamiliar'; readonly bytes: Uint8Array<ArrayBuffer> };

/** Turns pages of EC2's XML into packed ones, somewhere. */
export interface PagePacking {
  pack(job: PageJob): Promise<PackedAnswer>;
}

/** Packs where it is called, at some two milliseconds a page. */
export function packHere(): (job: PageJob) => PackedAnswer {
  const packer = new PagePacker();
  return ({ endpointId, keepsEnded, bytes }) => {
    const reading = new PageReader(packer, endpointId, keepsEnded).read(bytes);
    const page = packer.take();
    return reading.kind === 'read'
      ? { kind: 'packed', page, nextToken: reading.nextToken, bytes }
      : { kind: 'unfamiliar', bytes };
  };
}
