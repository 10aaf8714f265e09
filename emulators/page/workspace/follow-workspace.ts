import type { Change, Snapshot } from '../../slack/protocol/client-protocol.ts';
import { followStream, loadJson } from '../http/follow-stream.ts';

export interface WorkspaceFollower {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onChange: (change: Change) => void;
  readonly onLost: () => void;
}

/** Follows the workspace as this person sees it, until the returned function is called. */
export function followWorkspace(person: string, follower: WorkspaceFollower): () => void {
  const query = `as=${encodeURIComponent(person)}`;
  return followStream<Snapshot, Change>(`/client/stream?${query}`, {
    load: () => loadJson<Snapshot>(`/client/snapshot?${query}`),
    parse: (data) => JSON.parse(data) as Change,
    onStart: follower.onSnapshot,
    onEvent: follower.onChange,
    onLost: follower.onLost,
  });
}
