import type { Logger } from '@slack/web-api';
import { failureFrom } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { FileSharer, SharedFile } from './file-sharer.ts';

/** Shares files in the threads of messages that Bouncer posted. */
export interface ThreadFiles {
  /**
   * Shares files in the thread of a message, at most once for each key, whichever process calls it and however that
   * process ends. It never throws: what fails is logged, not tried again, and the files are missing.
   *
   * @param under The key of the message.
   * @param load Called only if nobody has begun to share them. It may throw.
   */
  attach(key: string, under: string, load: () => Promise<readonly SharedFile[]>): Promise<void>;
}

/**
 * The key is reserved before anything is loaded: files have no metadata by which a later process could tell whether
 * Slack shared them, and if loading them ended the process, it would end every later one.
 *
 * @param me Identifies this process.
 */
export function threadFiles(
  store: MessageStore,
  files: Pick<FileSharer, 'shareInThread'>,
  clock: Clock,
  logger: Logger,
  me: string,
): ThreadFiles {
  return {
    async attach(key, under, load) {
      try {
        const message = await store.get(under);
        if (message?.kind !== 'posted' || (await store.get(key)) !== undefined) return;
        const { channel, ts } = message;
        const reservation = { kind: 'intended', channel, by: me, at: clock.now() } as const;
        if (!(await store.reserve(key, reservation, undefined))) return;

        const shared = await files.shareInThread(channel, ts, await load());
        if (shared === 'scope_missing')
          logger.warn(`the files "${key}" were not shared: the app lacks the scope files:write`);
      } catch (error) {
        logger.error(`the files "${key}" could not be shared`, failureFrom(error));
      }
    },
  };
}
