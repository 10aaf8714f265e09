import type { Change } from '../../slack/protocol/client-protocol.ts';

type Outcome = Extract<Change, { kind: 'settled' }>['outcome'];

/** How an element stands after it was pressed. An element that is not listed is idle. */
export type Standing =
  | { readonly kind: 'running' }
  | { readonly kind: 'unanswered'; readonly outcome: Exclude<Outcome, 'acknowledged'> }
  | { readonly kind: 'refused'; readonly error: string };

/** What was pressed on the page and has not been answered yet, by the element's key. */
export interface Interactions {
  readonly standing: Readonly<Record<string, Standing>>;
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
  /** The stream was interrupted: outcomes of the meantime never arrive. */
  | { readonly kind: 'forgotten' };

const mostEarly = 20;

export const noInteractions: Interactions = { standing: {}, elementOf: {}, early: {} };

export function reduceInteractions(state: Interactions, event: InteractionEvent): Interactions {
  switch (event.kind) {
    case 'pressed':
      return { ...state, standing: { ...state.standing, [event.element]: { kind: 'running' } } };
    case 'received': {
      const outcome = state.early[event.interaction];
      if (outcome === undefined) {
        return { ...state, elementOf: { ...state.elementOf, [event.interaction]: event.element } };
      }
      const early = without(state.early, event.interaction);
      return { ...state, early, standing: settle(state.standing, event.element, outcome) };
    }
    case 'refused': {
      const refused: Standing = { kind: 'refused', error: event.error };
      return { ...state, standing: { ...state.standing, [event.element]: refused } };
    }
    case 'settled': {
      const element = state.elementOf[event.interaction];
      if (element === undefined) {
        const early = { ...state.early, [event.interaction]: event.outcome };
        return { ...state, early: Object.fromEntries(Object.entries(early).slice(-mostEarly)) };
      }
      const elementOf = without(state.elementOf, event.interaction);
      return { ...state, elementOf, standing: settle(state.standing, element, event.outcome) };
    }
    case 'forgotten':
      return noInteractions;
  }
}

function settle(standing: Interactions['standing'], element: string, outcome: Outcome) {
  if (outcome === 'acknowledged') return without(standing, element);
  return { ...standing, [element]: { kind: 'unanswered', outcome } satisfies Standing };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}
