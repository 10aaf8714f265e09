import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { parseJson } from './parse-json.ts';

/**
 * The row of an ephemeral list whose button opened a modal. Slack returns neither with the modal's submission, so the
 * modal carries both.
 */
export interface PressedRow {
  /** The only way to update an ephemeral message, for thirty minutes. It gives access to the conversation. */
  readonly responseUrl: string;
  readonly blockId: string;
}

/** Slack's limit for `private_metadata`. */
const maxMetadataLength = 3000;
const schema = z.object({ url: z.string(), row: z.string() });

/** Adds the row to the metadata of a modal that can be submitted, as the last element; not if there is no room. */
export function withPressedRow(modal: ModalView, row: PressedRow | undefined): ModalView {
  const elements = elementsIn(modal.private_metadata ?? '');
  if (row === undefined || elements === undefined || modal.submit === undefined) return modal;

  const last: z.infer<typeof schema> = { url: row.responseUrl, row: row.blockId };
  const metadata = JSON.stringify([...elements, last]);
  return metadata.length > maxMetadataLength ? modal : { ...modal, private_metadata: metadata };
}

/** Splits what {@link withPressedRow} has written into the modal's own metadata and the row. */
export function withoutPressedRow(metadata: string): {
  readonly metadata: string;
  readonly row: PressedRow | undefined;
} {
  const elements = elementsIn(metadata) ?? [];
  const { data } = schema.safeParse(elements.at(-1));
  if (data === undefined) return { metadata, row: undefined };
  return {
    metadata: JSON.stringify(elements.slice(0, -1)),
    row: { responseUrl: data.url, blockId: data.row },
  };
}

function elementsIn(metadata: string): readonly unknown[] | undefined {
  return z.array(z.unknown()).safeParse(parseJson(metadata)).data;
}
