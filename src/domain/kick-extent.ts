import { isDetail } from './audit-entry.ts';

/**
 * Which connections a request covers besides those it lists, as its entry says it. A restart continues accordingly.
 */
export const extentDetails = {
  /** Repeated until no connection is left. */
  name: 'every session of this name on this endpoint',
  listed: 'the sessions listed here',
  /** For several people: recorded before the first termination, and limited to these connections. */
  many: 'the sessions listed here, of several people; it may be stopped',
} as const;

export type KickExtent = keyof typeof extentDetails;

/** Further facts in a request's detail. */
export interface ExtentNote {
  /** How many connections the whole kick is for, if one entry does not list them all. */
  readonly total?: number | undefined;
  /** How many connections of other users, on a certificate of the target's, are left out. */
  readonly otherUsers?: number | undefined;
  /** Whether the target is everyone on the endpoint, not people by name. */
  readonly isEveryone?: boolean | undefined;
}

const everyoneNote = 'everyone on the endpoint';

/**
 * Returns the detail of a `requested` entry: which connections the request covers besides those it lists, and which
 * not.
 */
export function extentDetail(
  extent: KickExtent,
  { total, otherUsers = 0, isEveryone = false }: ExtentNote = {},
): string {
  return [
    extentDetails[extent],
    ...(isEveryone ? [everyoneNote] : []),
    ...(total === undefined ? [] : [`${total} in all`]),
    ...(otherUsers === 0
      ? []
      : [`without ${otherUsers} connection${otherUsers === 1 ? '' : 's'} of other users`]),
  ].join('; ');
}

/** Reads how many connections the whole kick is for, if the detail of a `requested` entry says so. */
export function totalFrom(detail: string | undefined): number | undefined {
  const digits = /; (\d+) in all(?:;|$)/.exec(withoutApprover(detail))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Returns whether the detail of a `requested` entry says that the target is everyone on the endpoint. */
export function isForEveryone(detail: string | undefined): boolean {
  return withoutApprover(detail).split('; ').includes(everyoneNote);
}

/** Reads how many connections of other users a request left out; 0 if it does not mention them. */
export function otherUsersFrom(detail: string | undefined): number {
  return Number(/; without (\d+) connections? of other users(?:;|$)/.exec(withoutApprover(detail))?.[1] ?? 0);
}

/** Removes the approver's name: people choose their names, and one could look like a note. */
function withoutApprover(detail = ''): string {
  return detail.split('; approved by ')[0] ?? '';
}

/**
 * Reads which connections a request covers. Another version may have written something else: then only the listed
 * connections are covered.
 */
export function kickExtentFrom(detail: string | undefined): KickExtent {
  if (isDetail(detail, extentDetails.name)) return 'name';
  return isDetail(detail, extentDetails.many) ? 'many' : 'listed';
}
