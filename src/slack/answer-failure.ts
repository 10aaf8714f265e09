import { z } from 'zod';
import { type Failure, failureFrom } from '../core/failure.ts';
import { parseKickMetadata } from './identifiers/kick-metadata.ts';
import type { Desk } from './listeners/desk.ts';
import type { ReplyTo } from './replies.ts';
import { failureSentence } from './views/failure-sentence.ts';
import { noticeView } from './views/notice-view.ts';

/** The places in Slack's requests of every kind that say whom to answer, and where. */
const bodySchema = z.object({
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  response_url: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string().optional() }).optional(),
  view: z.object({ private_metadata: z.string().optional() }).nullish(),
});

/** The one place where a listener's failure ends: the person gets a sentence, the log the rest. */
export function answerFailure({ world, replies, logger }: Desk) {
  return async ({ error, body }: { readonly error: Error; readonly body: unknown }): Promise<void> => {
    const correlation = world.newCorrelation();
    const failure = failureIn(error);
    logger.error(`a request failed: ${failure.code}`, { correlation, error: failure });

    const to = replyToFrom(body);
    const sentence = failureSentence(failure.code);
    if (to !== undefined) await replies.send(to, noticeView(`:x: ${sentence} (\`${correlation}\`)`));
  };
}

/** Bolt wraps what it does not know. */
function failureIn(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): Failure {
  return failureFrom(error.originals?.[0] ?? error.original ?? error);
}

function replyToFrom(body: unknown): ReplyTo | undefined {
  const { data } = bodySchema.safeParse(body);
  const person = data?.user_id ?? data?.user?.id;
  if (data === undefined || person === undefined) return undefined;

  const modalChannel = parseKickMetadata(data.view?.private_metadata ?? '')?.channel;
  const channel = data.channel_id ?? data.channel?.id ?? data.container?.channel_id ?? modalChannel;
  return { person, channel, responseUrl: data.response_url || undefined };
}
