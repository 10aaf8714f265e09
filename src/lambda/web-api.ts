import type { ModalView } from '@slack/types';
import { parseJson } from '../slack/block-kit/parse-json.ts';
import { isTokenError } from '../slack/keyed-fetch.ts';
import type { ModalToOpen } from '../slack/modal-to-open.ts';

/** The two methods of Slack's Web API that cannot wait for the worker. */
export interface ModalApi {
  /** @returns The view's id. @throws {Error} when Slack does not open it. */
  open(modal: ModalToOpen): Promise<string>;
  /** @throws {Error} when Slack does not take it. */
  fill(viewId: string, view: ModalView): Promise<void>;
}

/** Slack's own, unless a test or an emulator names another. */
const slackApiUrl = 'https://slack.com/api/';
/** Of the three seconds that Slack waits for an answer, what the rest leaves. */
const patienceMs = 1_200;

/**
 * Calls Slack without its SDK, whose loading alone would take the ingress more than half a second of a cold start's
 * three.
 *
 * @param botToken Asked at every call; `newer` when Slack did not take the one that was known.
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
  /** Slack's word for why not, or the HTTP status of whatever answered instead. */
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
