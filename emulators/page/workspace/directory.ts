import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Channel, Group, Person } from '../../slack/client-protocol.ts';

/** Who and what a mention can name. */
export interface Directory {
  readonly me: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly channels: readonly Channel[];
}

export const DirectoryContext = createContext<Directory>({ me: '', people: [], groups: [], channels: [] });

export function useDirectory(): Directory {
  return useContext(DirectoryContext);
}
