import type { ModalView } from '@slack/types';
import { parseJson } from '../slack/block-kit/parse-json.ts';
import { isTokenError } from '../slack/keyed-fetch.ts';
import type { ModalToOpen } from '../slack/modal-to-open.ts';

/** The two methods of Slack's Web API that cannot wait for the worker. */
export interface ModalApi {
  /** Opens a modal. @returns The view's id. @throws {Error} when Slack does not open it. */
  open(modal: ModalToOpen): Promise<string>;
  /** Replaces the view's content. @throws {Error} when Slack rejects it. */
  fill(viewId: string, view: ModalView): Promise<void>;
}

/** Slack's own URL. Tests and emulators pass another one. */
const slackApiUrl = 'https://slack.com/api/';
/** What remains of the three seconds that Slack waits for an answer. */
const patienceMs = 1_200;

/**
 * Calls Slack without its SDK: loading the SDK would take more than half a second of the three seconds that a cold start
 * of the ingress has.
 *
 * @param botToken Called for every request; with `newer` after Slack rejected the known token.
 */
export function modalApi(
  botToken: (ask: 'known' | 'newer') => Promise<string>,
  apiUrl = slackApiUrl,
): ModalApi {
  async function call(method: string, content: object): Promise<Answer> {
    const answer = await callWith(await botToken('known'), method, content);
    return isTokenError(answer.error) ? callWith(await botToken('newer'), method, content) : answer;
  }
  async function callWith(token: string, method: string, content: object): Promise<Answer> {
    const response = await fetch(new URL(method, apiUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(patienceMs),
    });
    return answerFrom(await response.text(), response.status);
  }

  return {
    async open({ triggerId, view }) {
      const { viewId, error } = await call('views.open', { trigger_id: triggerId, view });
      if (viewId === undefined) throw new Error(`views.open: ${error}`);
      return viewId;
    },
    async fill(viewId, view) {
      const answer = await call('views.update', { view_id: viewId, view });
      if (answer.viewId === undefined) throw new Error(`views.update: ${answer.error}`);
    },
  };
}

interface Answer {
  readonly viewId: string | undefined;
  /** Slack's error code, or the HTTP status of whatever answered instead. */
  readonly error: string;
}

function answerFrom(text: string, status: number): Answer {
  const answer = objectFrom(parseJson(text));
  const { id } = objectFrom(answer.view);
  return {
    viewId: answer.ok === true && typeof id === 'string' ? id : undefined,
    error: typeof answer.error === 'string' ? answer.error : `status ${status}`,
  };
}

function objectFrom(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
