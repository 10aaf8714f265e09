/** For so long a request is remembered; Slack's signature on it is good for five minutes. */
export const rememberedMinutes = 10;

/** Which requests were worked on lately, remembered beyond the end of the process, so that a replayed one is not again. */
export interface ReplayCache {
  /**
   * Remembers a request.
   *
   * @param id The same for a request that comes again, and like no other's.
   * @returns Whether it is the first of its id; of several processes that ask at once, one gets true.
   * @throws {Failure} `store_unavailable`: nothing is known, so nothing may be done.
   */
  isFirst(id: string, at: Date): Promise<boolean>;
}
