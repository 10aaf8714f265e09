import type { Change, Snapshot } from '../../slack/client-protocol.ts';

export interface WorkspaceFollower {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onChange: (change: Change) => void;
  /** The stream broke; it is being opened again. */
  readonly onLost: () => void;
}

const firstPauseMs = 400;
const longestPauseMs = 5_000;

/**
 * Follows the workspace as `person` until the returned function is called. The stream is opened before the
 * snapshot is read, and what arrives in between is kept: so nothing is missed. After every break it starts
 * over with a new snapshot, because a restarted emulator counts its changes from the beginning.
 */
export function followWorkspace(person: string, follower: WorkspaceFollower): () => void {
  const query = `as=${encodeURIComponent(person)}`;
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;

  open();
  return () => {
    stream?.close();
    clearTimeout(retry);
  };

  function open() {
    const source = new EventSource(`/client/stream?${query}`);
    let waiting: Change[] | undefined = [];
    stream = source;
    source.onmessage = ({ data }) => {
      const change = parseChange(data);
      if (waiting) waiting.push(change);
      else follower.onChange(change);
    };
    source.onerror = () => reopen(source);
    source.onopen = async () => {
      const snapshot = await loadSnapshot(query);
      if (stream !== source) return;
      if (snapshot === undefined) return reopen(source);
      pauseMs = firstPauseMs;
      follower.onSnapshot(snapshot);
      for (const change of waiting ?? []) follower.onChange(change);
      waiting = undefined;
    };
  }

  function reopen(source: EventSource) {
    if (stream !== source) return;
    source.close();
    stream = undefined;
    follower.onLost();
    retry = setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** Undefined when the emulator cannot be reached or does not know the person. */
async function loadSnapshot(query: string): Promise<Snapshot | undefined> {
  try {
    const response = await fetch(`/client/snapshot?${query}`);
    return response.ok ? ((await response.json()) as Snapshot) : undefined;
  } catch {
    return undefined;
  }
}

function parseChange(data: string): Change {
  return JSON.parse(data) as Change;
}
