/** How long a request is remembered. Slack's signature on it is valid for five minutes. */
export const rememberedMinutes = 10;

/** Remembers recent requests across restarts, so that a replayed one is not processed again. */
export interface ReplayCache {
  /**
   * Remembers a request.
   *
   * @param id The same for each delivery of a request, and different from every other request's.
   * @returns Whether this is the first request with its id. Of several processes that ask at once, one gets true.
   * @throws {Failure} `store_unavailable`: the answer is unknown, so the caller must not process the request.
   */
  isFirst(id: string, at: Date): Promise<boolean>;
}
