import type { Change } from '../../slack/protocol/client-protocol.ts';

type Outcome = Extract<Change, { kind: 'settled' }>['outcome'];

/** The status of an element after it was pressed. An element that is not listed is idle. */
export type ElementStatus =
  | { readonly kind: 'running' }
  | { readonly kind: 'unanswered'; readonly outcome: Exclude<Outcome, 'acknowledged'> }
  | { readonly kind: 'refused'; readonly error: string };

/** Actions on the page whose outcome is pending, by the element's key. */
export interface Interactions {
  readonly status: Readonly<Record<string, ElementStatus>>;
  readonly elementOf: Readonly<Record<string, string>>;
  /**
   * The latest outcomes of interactions that are not known here: the stream can be faster than the receipt, and
   * another window of the same person has interactions of its own.
   */
  readonly early: Readonly<Record<string, Outcome>>;
}

export type InteractionEvent =
  | { readonly kind: 'pressed'; readonly element: string }
  | { readonly kind: 'received'; readonly element: string; readonly interaction: string }
  | { readonly kind: 'refused'; readonly element: string; readonly error: string }
  | { readonly kind: 'settled'; readonly interaction: string; readonly outcome: Outcome }
  /** The stream was interrupted: outcomes from that time will not arrive. */
  | { readonly kind: 'forgotten' };

const maxEarly = 20;

export const noInteractions: Interactions = { status: {}, elementOf: {}, early: {} };

export function reduceInteractions(state: Interactions, event: InteractionEvent): Interactions {
  switch (event.kind) {
    case 'pressed':
      return { ...state, status: { ...state.status, [event.element]: { kind: 'running' } } };
    case 'received': {
      const outcome = state.early[event.interaction];
      if (outcome === undefined) {
        return { ...state, elementOf: { ...state.elementOf, [event.interaction]: event.element } };
      }
      const early = without(state.early, event.interaction);
      return { ...state, early, status: settle(state.status, event.element, outcome) };
    }
    case 'refused': {
      const refused: ElementStatus = { kind: 'refused', error: event.error };
      return { ...state, status: { ...state.status, [event.element]: refused } };
    }
    case 'settled': {
      const element = state.elementOf[event.interaction];
      if (element === undefined) {
        const early = { ...state.early, [event.interaction]: event.outcome };
        return { ...state, early: Object.fromEntries(Object.entries(early).slice(-maxEarly)) };
      }
      const elementOf = without(state.elementOf, event.interaction);
      return { ...state, elementOf, status: settle(state.status, element, event.outcome) };
    }
    case 'forgotten':
      return noInteractions;
  }
}

function settle(status: Interactions['status'], element: string, outcome: Outcome) {
  if (outcome === 'acknowledged') return without(status, element);
  return { ...status, [element]: { kind: 'unanswered', outcome } satisfies ElementStatus };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}
