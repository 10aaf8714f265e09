export interface StreamFollower<Start, Event> {
  /** What the stream continues from; undefined when it cannot be had. */
  readonly load: () => Promise<Start | undefined>;
  readonly parse: (data: string) => Event;
  readonly onStart: (start: Start) => void;
  readonly onEvent: (event: Event) => void;
  /** The stream broke; it is being opened again. */
  readonly onLost: () => void;
}

const firstPauseMs = 400;
const longestPauseMs = 5_000;

/**
 * Follows server-sent events until the returned function is called. The stream is opened before the start is
 * loaded, and what arrives in between is kept: so nothing is missed. After every break it starts over, because
 * a restarted emulator does not have the events that it sent before.
 */
export function followStream<Start, Event>(url: string, follower: StreamFollower<Start, Event>): () => void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;

  open();
  return () => {
    stream?.close();
    stream = undefined;
    clearTimeout(retry);
  };

  function open() {
    const source = new EventSource(url);
    let early: Event[] | undefined = [];
    stream = source;
    source.onmessage = ({ data }) => {
      const event = follower.parse(data);
      if (early) early.push(event);
      else follower.onEvent(event);
    };
    source.onerror = () => reopen(source);
    source.onopen = async () => {
      const start = await follower.load();
      if (stream !== source) return;
      if (start === undefined) return reopen(source);
      pauseMs = firstPauseMs;
      follower.onStart(start);
      for (const event of early ?? []) follower.onEvent(event);
      early = undefined;
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

/** The JSON at that address, or undefined when there is none to be had. */
export async function loadJson<T>(url: string): Promise<T | undefined> {
  try {
    const response = await fetch(url);
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
