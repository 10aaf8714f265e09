import type { JsonObject } from '../protocol/json-object.ts';

/** Something that a person did, on its way to the app. */
export interface Envelope {
  readonly id: string;
  readonly kind: 'slash_commands' | 'interactive';
  readonly payload: JsonObject;
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
