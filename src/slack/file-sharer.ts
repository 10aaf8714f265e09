import type { WebClient } from '@slack/web-api';
import { Failure } from '../domain/failure.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { failureFromSlack, slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster } from './message-poster.ts';

/** A text file to share. */
export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** Shares files with one person. */
export interface FileSharer {
  /**
   * Posts a direct message, and the files in its thread.
   *
   * @returns `scope_missing` if the app may not upload files; then nothing was posted.
   * @throws {Failure} with a `slack_…` code. The message may have been posted by then, but not the files.
   */
  share(person: string, view: MessageView, files: readonly SharedFile[]): Promise<'shared' | 'scope_missing'>;
}

const uploadTimeoutMs = 30_000;

/**
 * Uploads the files before it posts the message, which says that they are there.
 *
 * @see https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export function fileSharer(client: WebClient, poster: Pick<MessagePoster, 'post'>): FileSharer {
  return {
    async share(person, view, files) {
      try {
        const uploaded = [];
        for (const file of files) uploaded.push(await upload(client, file));
        // A person's id stands for the direct message with them only when posting: the answer has the channel's id.
        const { channel, ts } = await poster.post(person, view);
        const [first, ...others] = uploaded;
        if (first === undefined) return 'shared';
        const shared: [typeof first, ...typeof others] = [first, ...others];
        await client.files.completeUploadExternal({ files: shared, channel_id: channel, thread_ts: ts });
        return 'shared';
      } catch (error) {
        if (slackRefusal(error) === 'missing_scope') return 'scope_missing';
        throw failureFromSlack(error, 'share files');
      }
    },
  };
}

async function upload(
  client: WebClient,
  { name, title, text }: SharedFile,
): Promise<{ readonly id: string; readonly title: string }> {
  const bytes = new TextEncoder().encode(text);
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
  });
  const answer = await fetch(url, {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'application/octet-stream' },
    signal: AbortSignal.timeout(uploadTimeoutMs),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Failure('slack_refused', `upload a file: Slack answered with status ${answer.status}`);
  }
  await answer.body?.cancel();
  return { id, title };
}
