import { isDetail } from './authority.ts';

/** What is meant beside the sessions that a request lists, as its entry says it: a restart goes on accordingly. */
export const extentDetails = {
  /** Looked for again until none is left. */
  name: 'every session of this name on this endpoint',
  listed: 'the sessions listed here',
  /** Of several people: recorded before the first is ended, and no more than these. */
  many: 'the sessions listed here, of several people; it may be stopped',
} as const;

export type KickExtent = keyof typeof extentDetails;

/** An entry of another version may say something else: then no more is meant than what it lists. */
export function kickExtentFrom(detail: string | undefined): KickExtent {
  if (isDetail(detail, extentDetails.name)) return 'name';
  return isDetail(detail, extentDetails.many) ? 'many' : 'listed';
}
