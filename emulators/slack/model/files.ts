import type { MessageFile } from '../protocol/client-protocol.ts';
import type { NewId } from './ids.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** A file on its way into the workspace, or in it. */
export interface StoredFile extends MessageFile {
  readonly createdAtS: number;
  /** Null until the app has posted them. */
  readonly bytes: Buffer | null;
  /** Null until the upload is completed; where it was shared with nobody, the list is empty. */
  readonly sharedIn: readonly string[] | null;
}

/**
 * The files of a workspace, from the address that an app asks for to the message that shares them.
 * Source: https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export class Files {
  readonly #newId: NewId;
  readonly #now: () => number;
  readonly #byId = new Map<string, StoredFile>();
  readonly #idOfPath = new Map<string, string>();

  constructor(newId: NewId, now: () => number) {
    this.#newId = newId;
    this.#now = now;
  }

  /** @returns The file's id, and the path under the workspace's address to which its bytes go. */
  announce(
    name: string,
    size: number,
    altText: string | null,
  ): { readonly id: string; readonly path: string } {
    const id = this.#newId('F');
    const path = `/upload/v1/${Buffer.from(id).toString('hex')}`;
    const createdAtS = Math.floor(this.#now() / 1_000);
    this.#byId.set(id, { id, name, title: name, size, altText, createdAtS, bytes: null, sharedIn: null });
    this.#idOfPath.set(path, id);
    return { id, path };
  }

  /** @returns Whether the path is waiting for exactly so many bytes. */
  receive(path: string, bytes: Buffer): boolean {
    const file = this.#byId.get(this.#idOfPath.get(path) ?? '');
    if (file === undefined || file.sharedIn !== null || bytes.length !== file.size) return false;
    this.#byId.set(file.id, { ...file, bytes });
    return true;
  }

  /**
   * Completes uploads, all of them or none.
   * @throws SlackRefusal `file_not_found` for one without bytes, and for one that is completed already
   */
  complete(
    uploads: readonly { readonly id: string; readonly title?: string }[],
    channel: string | null,
  ): readonly StoredFile[] {
    const completed = uploads.map(({ id, title }) => {
      const file = this.#byId.get(id);
      if (!file?.bytes || file.sharedIn !== null) throw new SlackRefusal('file_not_found');
      return { ...file, title: title ?? file.title, sharedIn: channel === null ? [] : [channel] };
    });
    for (const file of completed) this.#byId.set(file.id, file);
    return completed;
  }

  find(id: string): StoredFile | undefined {
    return this.#byId.get(id);
  }
}
