import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { Channel, Group, Person } from '../../slack/protocol/client-protocol.ts';

/** Who and what a mention can name. */
export interface Directory {
  readonly me: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly channels: readonly Channel[];
}

const nobody: Directory = { me: '', people: [], groups: [], channels: [] };

export const DirectoryContext = createContext<Directory>(nobody);

/** The same object as long as nobody joined or changed: every message reads it, and none is drawn again for another. */
export function useDirectoryOf(workspace: Directory | null): Directory {
  const { me, people, groups, channels } = workspace ?? nobody;
  return useMemo(() => ({ me, people, groups, channels }), [me, people, groups, channels]);
}

export function useDirectory(): Directory {
  return useContext(DirectoryContext);
}
