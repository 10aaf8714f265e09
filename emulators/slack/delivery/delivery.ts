import type { JsonObject } from '../protocol/json-object.ts';

/** Something that a person did, or an event that it caused, on its way to the app. */
export interface Envelope {
  readonly id: string;
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: JsonObject;
  /** Of an event that was not acknowledged before: how often it was sent already, and why it is sent again. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
  /** Whether Slack reads an answer in the acknowledgement; otherwise it ignores one. */
  readonly acceptsResponse: boolean;
}

export type DeliveryOutcome =
  /** The answer is undefined where there was none, a string where it was plain text. */
  | { readonly kind: 'acknowledged'; readonly answer: unknown }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'offline' }
  /** Over HTTP: the app answered, but not with success. */
  | { readonly kind: 'failed'; readonly status: number };

/** Delivers to the app by Socket Mode or signed HTTP requests. It never rejects; every failure is an outcome. */
export interface Delivery {
  deliver(envelope: Envelope): Promise<DeliveryOutcome>;
}
