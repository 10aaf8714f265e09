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

/** Shares files with one person. */
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

  /** A person's id stands for the direct message with them only when posting: the answer has the channel's id. */
  async function post(
    person: string,
    view: MessageView,
    incomplete: MessageView,
    files: Uploaded,
    where: 'in thread' | 'below',
  ) {
    const ref = await poster.post(person, view);
    const place = {
      channel_id: ref.channel,
      ...(where === 'in thread' && { thread_ts: ref.ts }),
    };
    try {
      await whenAllowed(() => client.files.completeUploadExternal({ files, ...place }));
    } catch (error) {
      // If this fails as well, the person still learns of the first error.
      await poster.update(ref, () => incomplete).catch(() => {});
      throw error;
    }
  }

  return {
    async share(person, view, incomplete, files, where = 'in thread') {
      try {
        const uploaded = [];
        for (const file of files) uploaded.push(await upload(file));
        const [first, ...others] = uploaded;
        if (first !== undefined) await post(person, view, incomplete, [first, ...others], where);
        return 'shared';
      } catch (error) {
        if (slackRefusal(error) === 'missing_scope') return 'scope_missing';
        throw failureFromSlack(error, 'share files');
      }
    },
  };
}

interface UploadedFile {
  readonly id: string;
  readonly title: string;
}

/** At least one, as Slack requires. */
type Uploaded = [UploadedFile, ...UploadedFile[]];
