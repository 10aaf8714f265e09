import type { WebClient } from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { failureFromSlack, failureFromSlackStatus, slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster } from './message-poster.ts';
import { patiently } from './rate-limits.ts';

/** A file to share: a text, or a picture. */
export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
  /** What a picture shows, for screen readers: at most 1,000 characters. */
  readonly altText?: string;
}

/** Shares files with one person, or in the thread of a message. */
export interface FileSharer {
  /**
   * Posts a direct message, and the files in its thread or, so that pictures are seen at once, below it.
   *
   * @param person A channel's id works as well.
   * @param incomplete Replaces the message if Slack does not confirm that it shared the files.
   * @returns `scope_missing` if the app may not upload files; then nothing was posted.
   * @throws {Failure} with a `slack_…` code. If the message was posted by then, it shows `incomplete`.
   */
  share(
    person: string,
    view: MessageView,
    incomplete: MessageView,
    files: readonly SharedFile[],
    where?: 'in thread' | 'below',
  ): Promise<'shared' | 'scope_missing'>;

  /**
   * Shares the files in the thread of a message, in one reply.
   *
   * @param thread The ts of the message.
   * @returns `scope_missing` if the app may not upload files.
   * @throws {Failure} with a `slack_…` code. Slack may have shared the files all the same.
   */
  shareInThread(
    channel: string,
    thread: string,
    files: readonly SharedFile[],
  ): Promise<'shared' | 'scope_missing'>;
}

const uploadTimeoutMs = 30_000;

/**
 * Uploads the files before it posts the message, which says that they are there.
 *
 * @see https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export function fileSharer(
  client: WebClient,
  poster: Pick<MessagePoster, 'post' | 'update'>,
  clock: Clock,
): FileSharer {
  const whenAllowed = patiently(clock);

  async function upload({ name, title, content, altText }: SharedFile): Promise<UploadedFile> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    // The SDK's type calls it `alt_text`, Slack `alt_txt`.
    // https://docs.slack.dev/reference/methods/files.getUploadURLExternal
    const alternative = altText === undefined ? {} : { alt_txt: altText };
    const { upload_url: url = '', file_id: id = '' } = await whenAllowed(() =>
      client.files.getUploadURLExternal({ filename: name, length: bytes.length, ...alternative }),
    );
    const answer = await fetch(url, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
      signal: AbortSignal.timeout(uploadTimeoutMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw failureFromSlackStatus(answer.status, 'upload a file');
    return { id, title };
  }

  async function uploadAll(files: readonly SharedFile[]): Promise<readonly UploadedFile[]> {
    const uploaded = [];
    for (const file of files) uploaded.push(await upload(file));
    return uploaded;
  }

  /** Shares what was uploaded, in one message. Slack does so a little later, when it has processed the files. */
  async function complete([first, ...others]: readonly UploadedFile[], place: Place): Promise<void> {
    // At least one, as Slack requires.
    if (first === undefined) return;
    await whenAllowed(() => client.files.completeUploadExternal({ files: [first, ...others], ...place }));
  }

  /** A person's id stands for the direct message with them only when posting: the answer has the channel's id. */
  async function post(
    person: string,
    view: MessageView,
    incomplete: MessageView,
    files: readonly UploadedFile[],
    where: 'in thread' | 'below',
  ) {
    const ref = await poster.post(person, view);
    try {
      await complete(files, { channel_id: ref.channel, ...(where === 'in thread' && { thread_ts: ref.ts }) });
    } catch (error) {
      // If this fails as well, the person still learns of the first error.
      await poster.update(ref, () => incomplete).catch(() => {});
      throw error;
    }
  }

  return {
    share: (person, view, incomplete, files, where = 'in thread') =>
      ifAllowed(async () => {
        const uploaded = await uploadAll(files);
        if (uploaded.length > 0) await post(person, view, incomplete, uploaded, where);
      }),
    shareInThread: (channel, thread, files) =>
      ifAllowed(async () => complete(await uploadAll(files), { channel_id: channel, thread_ts: thread })),
  };
}

async function ifAllowed(share: () => Promise<void>): Promise<'shared' | 'scope_missing'> {
  try {
    await share();
    return 'shared';
  } catch (error) {
    if (slackRefusal(error) === 'missing_scope') return 'scope_missing';
    throw failureFromSlack(error, 'share files');
  }
}

interface Place {
  readonly channel_id: string;
  readonly thread_ts?: string;
}

interface UploadedFile {
  readonly id: string;
  readonly title: string;
}
