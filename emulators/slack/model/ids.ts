/** Gives every call a different id with the given prefix, in the alphabet of Slack's ids. */
export type NewId = (prefix: string) => string;

export function countingIds(): NewId {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}0${count.toString(36).toUpperCase().padStart(6, '0')}`;
  };
}

/** Gives every message of a workspace its own timestamp, in Slack's form `1700000000.000100`, ever increasing. */
export function messageTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now()) * 1_000);
    const seconds = Math.floor(last / 1_000_000);
    return `${seconds}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
