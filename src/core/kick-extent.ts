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

/**
 * Says in the detail of a `requested` entry what is meant beside what it lists.
 *
 * @param total How many connections the whole kick is for, where one entry does not list them all.
 */
export function extentDetail(extent: KickExtent, total?: number): string {
  return total === undefined ? extentDetails[extent] : `${extentDetails[extent]}; ${total} in all`;
}

/** How many connections the whole kick is for, where the detail of a `requested` entry says so. */
export function totalFrom(detail: string | undefined): number | undefined {
  const digits = /; (\d+) in all(?:;|$)/.exec(detail ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An entry of another version may say something else: then no more is meant than what it lists. */
export function kickExtentFrom(detail: string | undefined): KickExtent {
  if (isDetail(detail, extentDetails.name)) return 'name';
  return isDetail(detail, extentDetails.many) ? 'many' : 'listed';
}
