/** How long tests without an outage wait for a table: a busy machine is slow, and not out. */
export const unhurried = { patienceMs: 20_000, leastMs: 20_000, maxMs: 20_000 };
