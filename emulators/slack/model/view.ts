import { createHash } from 'node:crypto';
import type { Modal } from '../protocol/client-protocol.ts';
import { type JsonObject, objectAt, objectsAt, stringAt } from '../protocol/json-object.ts';
import { withCurrentConversation } from './current-conversation.ts';
import type { StateValues } from './element-state.ts';

/** A modal or Home tab as the app described it, after Slack's checks. */
export interface ViewContent {
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly externalId: string;
  readonly privateMetadata: string;
  readonly title: JsonObject | null;
  readonly submit: JsonObject | null;
  readonly close: JsonObject | null;
  readonly blocks: readonly JsonObject[];
  readonly clearOnClose: boolean;
  readonly notifyOnClose: boolean;
}

/** A view that is on somebody's screen. */
export interface View {
  readonly id: string;
  readonly hash: string;
  readonly personId: string;
  /** Where the person was when it opened: a refused update is reported there. */
  readonly channelId: string | null;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly content: ViewContent;
  /** Sentences by block_id from the last `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>;
  /** What the person has chosen so far, as far as it was sent to the app. */
  readonly chosen: StateValues;
}

/** The content of a view that has passed the checks and carries all its block and action ids. */
export function viewContentFrom(view: JsonObject, blocks: readonly JsonObject[]): ViewContent {
  return {
    type: view.type === 'home' ? 'home' : 'modal',
    callbackId: stringAt(view, 'callback_id') ?? '',
    externalId: stringAt(view, 'external_id') ?? '',
    privateMetadata: stringAt(view, 'private_metadata') ?? '',
    title: objectAt(view, 'title') ?? null,
    submit: objectAt(view, 'submit') ?? null,
    close: objectAt(view, 'close') ?? null,
    blocks,
    clearOnClose: view.clear_on_close === true,
    notifyOnClose: view.notify_on_close === true,
  };
}

/** Slack's hash changes with every version of a view; this one does too, for it covers the count of versions. */
export function viewHash(id: string, version: string): string {
  return `${version}.${createHash('sha256').update(`${id} ${version}`).digest('hex').slice(0, 8)}`;
}

export function clientModalFrom(view: View): Modal {
  return {
    id: view.id,
    hash: view.hash,
    callbackId: view.content.callbackId,
    title: plainText(view.content.title) ?? '',
    submit: plainText(view.content.submit),
    close: plainText(view.content.close),
    blocks: withCurrentConversation(view.content.blocks, view.chosen),
    errors: view.errors,
  };
}

/** The plain blocks of a view description that has passed the checks. */
export function blocksOf(view: JsonObject): readonly JsonObject[] {
  return objectsAt(view, 'blocks');
}

function plainText(text: JsonObject | null): string | null {
  return text ? (stringAt(text, 'text') ?? null) : null;
}
