import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../app/system-clock.ts';
import { useProxy } from '../app/use-proxy.ts';
import { loadSlackSecret } from '../aws/secrets-manager-slack-secret.ts';
import { sharedSockets } from '../aws/shared-sockets.ts';
import { Failure } from '../domain/failure.ts';
import { PersonBudgets } from '../slack/person-budgets.ts';
import { answerThrough } from '../slack/replies.ts';
import { keptKeys, type SlackKeys } from '../slack/slack-keys.ts';
import { idOfRequest, messageFromQueuedRequest, messageFromRefusedRequest } from './queued-request.ts';
import { type HttpAnswer, type HttpEvent, receiveRequest } from './receive-request.ts';
import { modalApi } from './web-api.ts';

/** What a cold start and the other steps leave of the three seconds that Slack waits for an answer. */
const secretPatience = { connectMs: 500, attemptMs: 800, callMs: 1_600 };
/** A slower call is retried once, and both attempts must fit into what remains of Slack's three seconds. */
const queuePatience = { connectMs: 500, attemptMs: 600, callMs: 1_200 };
const respondPatienceMs = 800;

useProxy(process.env);
const queueUrl = setting('REQUEST_QUEUE_URL');
const refusedUrl = setting('REFUSED_QUEUE_URL');
const secretId = setting('SLACK_SECRET_ID');
const queue = new SQSClient({ maxAttempts: 2, requestHandler: sharedSockets(queuePatience) });
const keys = keptKeys(loadSlackKeys, Date.now, (error) => note('the secret could not be read again', error));
const budgets = new PersonBudgets(() => performance.now());
const modals = modalApi(keys.botToken, process.env.SLACK_API_URL);

// Loads the secret before the first request arrives. The caller who needs it gets the error, if any.
keys.signingSecrets('known').catch(() => {});

/** Receives Slack's requests. Its permissions are limited to one secret and two queues; it also calls Slack. */
export function handler(event: HttpEvent): Promise<HttpAnswer> {
  return receiveRequest(
    {
      nowMs: Date.now,
      signingSecrets: keys.signingSecrets,
      openModal: async (modal) => {
        try {
          return await modals.open(modal);
        } catch (error) {
          // The worker tries again, and answers the person if that is too late.
          note('a modal could not be opened', error);
          return undefined;
        }
      },
      fillModal: modals.fill,
      respond: (url, view, thread) => answerThrough(url, view, 'new', thread, respondPatienceMs),
      enqueue: async (request, lane) => {
        const id = idOfRequest(request);
        const message = { MessageBody: messageFromQueuedRequest(request), MessageDeduplicationId: id };
        await send({ QueueUrl: queueUrl, MessageGroupId: lane ?? id, ...message });
      },
      budgets,
      countRefused: async (request) => {
        try {
          const MessageBody = messageFromRefusedRequest(request);
          await send({ QueueUrl: refusedUrl, MessageBody });
        } catch (error) {
          note(`a refused request of ${request.requester.person} could not be counted`, error);
        }
      },
      onLost: (why) => note('a request could not be passed on', why),
    },
    event,
  );
}

/**
 * Loads the keys that the ingress needs from the secret.
 *
 * @throws {Failure} whose message names the secret and never contains its value.
 */
async function loadSlackKeys(): Promise<SlackKeys> {
  const { tokens, before } = await loadSlackSecret(secretId, {
    clock: systemClock,
    patience: secretPatience,
  });
  const { botToken = '', appToken, signingSecret = '' } = tokens;
  if (botToken === '' || signingSecret === '')
    throw new Failure('aws_unintelligible', `the secret ${secretId} lacks botToken or signingSecret`);
  return { botToken, appToken, signingSecret, before };
}

async function send(message: SendMessageCommandInput): Promise<void> {
  const abortSignal = AbortSignal.timeout(queuePatience.callMs);
  await queue.send(new SendMessageCommand(message), { abortSignal });
}

/** Reads a setting. @throws {Error} which fails the function at its start, where it is noticed. */
function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** Writes a line to the log. Neither these messages nor these errors contain a token or a response_url. */
function note(msg: string, error: unknown): void {
  const err = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'error', time: new Date().toISOString(), msg, err })}\n`);
}
