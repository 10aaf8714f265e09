import type {
  Act,
  Change,
  Message,
  Receipt,
  Say,
  Snapshot,
  Submit,
  UseShortcut,
} from '../../../emulators/slack/protocol/client-protocol.ts';
import { eventually as patiently } from '../../e2e/support/eventually.ts';

/** A person at the workspace's page, without the page. */
export interface PersonClient {
  readonly snapshot: () => Promise<Snapshot>;
  readonly messagesIn: (channel: string) => Promise<readonly Message[]>;
  readonly say: (channel: string, text: string, threadTs?: string) => Promise<Receipt>;
  readonly act: (request: Omit<Act, 'as'>) => Promise<Receipt>;
  readonly submit: (id: string, values: Submit['values']) => Promise<Receipt>;
  readonly close: (id: string) => Promise<Receipt>;
  readonly useShortcut: (use: Omit<UseShortcut, 'as'>) => Promise<Receipt>;
  readonly open: (tab: 'home' | 'messages') => Promise<Receipt>;
  /** Waits until the snapshot passes the look. */
  readonly waitFor: <Found>(look: (snapshot: Snapshot) => Found | undefined) => Promise<Found>;
}

export function personClient(url: string, as: string): PersonClient {
  const snapshot = async (): Promise<Snapshot> => {
    const response = await fetch(`${url}/client/snapshot?as=${as}`);
    return JSON.parse(await response.text());
  };
  const post = async (path: string, body: Say | Act | object): Promise<Receipt> => {
    const response = await fetch(`${url}/client/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return JSON.parse(await response.text());
  };
  return {
    snapshot,
    messagesIn: async (channel) =>
      (await snapshot()).messages.filter((message) => message.channel === channel),
    say: (channel, text, threadTs) =>
      post('say', { as, channel, text, ...(threadTs !== undefined && { threadTs }) }),
    act: (request) => post('act', { as, ...request }),
    submit: (id, values) => post('submit', { as, id, values }),
    close: (id) => post('close', { as, id }),
    useShortcut: (use) => post('shortcut', { as, ...use }),
    open: (tab) => post('open', { as, tab }),
    waitFor: (look) => eventually(async () => look(await snapshot())),
  };
}

/** Looks again and again until there is something, with more patience on a slower machine. */
export function eventually<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  return patiently('what the emulator was to do', async () => (await look()) || undefined);
}

/** A person's stream of changes, once it is open: nothing that happens from now on is missed. */
export interface Stream {
  /** Waits until so many events have come; answers them, and ends the stream. */
  readonly read: (count: number) => Promise<{
    readonly changes: readonly Change[];
    readonly events: readonly string[];
  }>;
  /** Waits for a change of this kind, whatever else happens before it; answers it, and ends the stream. */
  readonly find: (kind: Change['kind']) => Promise<Change | undefined>;
}

export async function openStream(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${url}/client/stream?${query}`, { headers, signal: abort.signal });
  const readUntil = async (isEnough: (events: readonly string[]) => boolean) => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (isEnough(eventsIn(text))) break;
    }
    abort.abort();
    const events = eventsIn(text);
    const changes: Change[] = events.map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)));
    return { changes, events };
  };
  return {
    read: (count) => readUntil((events) => events.length >= count),
    find: async (kind) => {
      const { changes } = await readUntil((events) =>
        events.some((event) => event.includes(`"kind":"${kind}"`)),
      );
      return changes.find((change) => change.kind === kind);
    },
  };
}

function eventsIn(text: string): readonly string[] {
  return text.split('\n\n').filter((event) => event.includes('data: '));
}
