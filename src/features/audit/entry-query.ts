import { namesInRequest } from '../../domain/approval.ts';
import type { AuditEntry, EntryKind } from '../../domain/audit-entry.ts';
import { isDirectoryUserListedIn, isListedIn, isSameDirectoryUser } from '../../domain/directory-name.ts';
import type { EndpointId, PersonId } from '../../domain/ids.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { actorName, kindWords } from './entry-words.ts';

/** Which entries of the audit log someone asks for: those that meet every condition. */
export interface EntryQuery {
  /** Any of these people: their actions, or actions on them under their VPN names. */
  readonly parties: readonly PartyQuery[];
  /** Part of the name of who acted. */
  readonly actorName?: string;
  /** Part of the names that an entry is about. */
  readonly aboutName?: string;
  /** Any text in an entry, ignoring case; a number also matches an entry's number. */
  readonly text?: string;
  readonly since?: Date;
  readonly kinds?: readonly EntryKind[];
}

export interface PartyQuery {
  readonly kind: 'by' | 'about' | 'by_or_about';
  readonly id: PersonId;
  readonly names: readonly string[];
  /** Endpoints whose users are a directory's, so that one name can be written in several ways. */
  readonly directories: readonly EndpointId[];
}

export function isAskedFor(entry: AuditEntry, query: EntryQuery): boolean {
  const { parties, actorName: byName, aboutName, text, since, kinds } = query;
  const { target = '' } = entry;
  return (
    parties.every((party) => isOfParty(entry, party)) &&
    (byName === undefined || hasText([actorName(entry.actor), entry.actor.id], byName)) &&
    (aboutName === undefined || hasText([target, namesOf(entry)], aboutName)) &&
    (text === undefined || text.replace(/^#/, '') === String(entry.seq) || hasText(wordsOf(entry), text)) &&
    (since === undefined || Date.parse(entry.at) >= since.getTime()) &&
    (kinds === undefined || kinds.includes(entry.kind))
  );
}

function isOfParty(entry: AuditEntry, party: PartyQuery): boolean {
  const isActor = entry.actor.id === party.id;
  switch (party.kind) {
    case 'by':
      return isActor;
    case 'about':
      return isAbout(entry, party);
    case 'by_or_about':
      return isActor || isAbout(entry, party);
  }
}

function hasText(texts: readonly (string | undefined)[], wanted: string): boolean {
  return texts.some((text = '') => foldName(text).includes(foldName(wanted)));
}

function wordsOf(entry: AuditEntry): readonly (string | undefined)[] {
  const { actor, channel, endpoint, target, reason, connections = [] } = entry;
  return [
    namesOf(entry),
    ...[entry.kind, kindWords[entry.kind], entry.correlation, entry.awsRequestId, target, reason],
    ...[actor.id, actor.name, channel?.id, channel?.name, endpoint?.id, endpoint?.name],
    ...connections.map(({ id }) => id),
  ];
}

/** A request for a second person lists several names besides its target. */
function namesOf(entry: AuditEntry): string {
  return entry.kind === 'approval-requested' ? namesInRequest(entry) : (entry.target ?? '');
}

/** The end of a shortened list of names, as `namesText` writes it. */
const andMore = / and \d+ more$/;

/**
 * A target is one name, or several separated by commas. A refused action on a person has the person's id as its
 * target.
 */
function isAbout(entry: AuditEntry, { id, names, directories }: PartyQuery): boolean {
  const { target = '' } = entry;
  if (target === id || target.endsWith(`(${id})`)) return true;

  const listed = namesOf(entry).replace(andMore, '');
  // An entry without an endpoint is about several endpoints.
  const isOfDirectory =
    entry.endpoint === undefined
      ? directories.length > 0
      : directories.some((directory) => directory === entry.endpoint?.id);
  const isListedAs = isOfDirectory ? isDirectoryUserListedIn : isListedWithDomain;
  return names.some((name) => name !== '' && (isListedIn(listed, name) || isListedAs(listed, name)));
}

/**
 * An entry does not say whether its users were a directory's, but only directories have names with a domain and a
 * backslash.
 */
function isListedWithDomain(listed: string, name: string): boolean {
  const parts = listed.split(', ').filter((part) => part.includes('\\'));
  return parts.some((part) => isSameDirectoryUser(part, name));
}
