import { isDetail } from './audit-entry.ts';

/** What is meant beside the sessions that a request lists, as its entry says it: a restart goes on accordingly. */
export const extentDetails = {
  /** Looked for again until none is left. */
  name: 'every session of this name on this endpoint',
  listed: 'the sessions listed here',
  /** Of several people: recorded before the first is ended, and no more than these. */
  many: 'the sessions listed here, of several people; it may be stopped',
} as const;

export type KickExtent = keyof typeof extentDetails;

/** What a request says beside its extent. */
export interface ExtentNote {
  /** How many connections the whole kick is for, where one entry does not list them all. */
  readonly total?: number | undefined;
  /** How many connections of other users, on a certificate of the target's, are left out. */
  readonly otherUsers?: number | undefined;
  /** Whether everyone on the endpoint is meant, and not people by their names. */
  readonly isEveryone?: boolean | undefined;
}

const everyoneNote = 'everyone on the endpoint';

/** Says in the detail of a `requested` entry what is meant beside what it lists, and what is not. */
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

/** How many connections the whole kick is for, where the detail of a `requested` entry says so. */
export function totalFrom(detail: string | undefined): number | undefined {
  const digits = /; (\d+) in all(?:;|$)/.exec(withoutApprover(detail))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether the detail of a `requested` entry says that everyone on the endpoint is meant. */
export function isForEveryone(detail: string | undefined): boolean {
  return withoutApprover(detail).split('; ').includes(everyoneNote);
}

/** How many connections of other users a request left out; 0 when it says nothing of them. */
export function otherUsersFrom(detail: string | undefined): number {
  return Number(/; without (\d+) connections? of other users(?:;|$)/.exec(withoutApprover(detail))?.[1] ?? 0);
}

/** People choose their names, and one could read like a note. */
function withoutApprover(detail = ''): string {
  return detail.split('; approved by ')[0] ?? '';
}

/** An entry of another version may say something else: then no more is meant than what it lists. */
export function kickExtentFrom(detail: string | undefined): KickExtent {
  if (isDetail(detail, extentDetails.name)) return 'name';
  return isDetail(detail, extentDetails.many) ? 'many' : 'listed';
}
