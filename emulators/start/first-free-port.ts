/** Starts something on the first port from `wanted` on that nobody has; the address stays the same from day to day. */
export async function listenOnFirstFree<T>(wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let port = wanted; port < wanted + 50; port += 1) {
    try {
      return await start(port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return start(0);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
