import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { Change, Snapshot } from '../../slack/protocol/client-protocol.ts';
import { followStream, loadJson } from '../http/follow-stream.ts';
import {
  type InteractionEvent,
  type Interactions,
  noInteractions,
  reduceInteractions,
} from './interactions.ts';
import { reduceChange } from './reduce-change.ts';
import { type Workspace, workspaceFromSnapshot } from './workspace.ts';
import { type WorkspaceActions, workspaceActions } from './workspace-actions.ts';

export interface WorkspaceView {
  readonly link: 'opening' | 'live' | 'lost';
  /** The last that was seen of it, also while the link is lost; another person's until this person's has arrived. */
  readonly workspace: Workspace | null;
  readonly interactions: Interactions;
  readonly actions: WorkspaceActions;
}

type State = Omit<WorkspaceView, 'actions'>;

type Event =
  | { readonly kind: 'left' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'interaction'; readonly event: InteractionEvent };

const opening: State = { link: 'opening', workspace: null, interactions: noInteractions };

/** The workspace as this person sees it, kept up to date, and what the person can do in it. */
export function useWorkspace(person: string): WorkspaceView {
  const [state, dispatch] = useReducer(reduceEvent, opening);

  useEffect(() => {
    dispatch({ kind: 'left' });
    return followWorkspace(person, {
      onSnapshot: (snapshot) => dispatch({ kind: 'snapshot', snapshot }),
      onChange: (change) => dispatch({ kind: 'change', change }),
      onLost: () => dispatch({ kind: 'lost' }),
    });
  }, [person]);

  // Until another person's workspace has loaded, actions belong to the person whose workspace is shown.
  const actor = state.workspace?.me ?? person;
  const actions = useMemo(
    () => workspaceActions(actor, (event) => dispatch({ kind: 'interaction', event })),
    [actor],
  );
  return { ...state, actions };
}

function reduceEvent(state: State, event: Event): State {
  switch (event.kind) {
    case 'left':
      return { ...opening, workspace: state.workspace };
    case 'lost':
      return {
        ...state,
        link: 'lost',
        interactions: reduceInteractions(state.interactions, { kind: 'forgotten' }),
      };
    case 'snapshot':
      return { ...state, link: 'live', workspace: workspaceFromSnapshot(event.snapshot) };
    case 'change':
      return withChange(state, event.change);
    case 'interaction':
      return { ...state, interactions: reduceInteractions(state.interactions, event.event) };
  }
}

function withChange(state: State, change: Change): State {
  const workspace = state.workspace && reduceChange(state.workspace, change);
  if (change.kind !== 'settled') return { ...state, workspace };
  return { ...state, workspace, interactions: reduceInteractions(state.interactions, change) };
}

interface WorkspaceFollower {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onChange: (change: Change) => void;
  readonly onLost: () => void;
}

/** Follows the workspace as this person sees it, until the returned function is called. */
function followWorkspace(person: string, follower: WorkspaceFollower): () => void {
  const query = `as=${encodeURIComponent(person)}`;
  return followStream<Snapshot, Change>(`/client/stream?${query}`, {
    load: () => loadJson<Snapshot>(`/client/snapshot?${query}`),
    parse: (data) => JSON.parse(data) as Change,
    onStart: follower.onSnapshot,
    onEvent: follower.onChange,
    onLost: follower.onLost,
  });
}
