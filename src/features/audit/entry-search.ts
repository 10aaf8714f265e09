import { namesInRequest } from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { isSameDirectoryUser } from '../../domain/directory-name.ts';
import type { EndpointId, PersonId } from '../../domain/ids.ts';
import { isDirectoryUserListedIn, isListedIn } from '../../domain/listed-names.ts';
import { foldName } from '../../domain/vpn-name.ts';

/** Which entries of the audit log someone asks for. */
export type EntryQuery =
  | { readonly kind: 'everything' }
  /** Any text in an entry, ignoring case; a number also matches an entry's number. */
  | { readonly kind: 'text'; readonly text: string }
  /** A person's actions, and actions on them under their VPN names. */
  | {
      readonly kind: 'person';
      readonly id: PersonId;
      readonly names: readonly string[];
      /** Endpoints whose users are a directory's, so that one name can be written in several ways. */
      readonly directories: readonly EndpointId[];
    };

export function isAskedFor(entry: AuditEntry, query: EntryQuery): boolean {
  switch (query.kind) {
    case 'everything':
      return true;
    case 'text':
      return isNumbered(entry, query.text) || wordsOf(entry).some((words) => holds(words, query.text));
    case 'person':
      return entry.actor.id === query.id || isAbout(entry, query);
  }
}

function isNumbered({ seq }: AuditEntry, text: string): boolean {
  return text.replace(/^#/, '') === String(seq);
}

function wordsOf(entry: AuditEntry): readonly (string | undefined)[] {
  const { actor, channel, endpoint, target, reason, connections = [] } = entry;
  return [
    namesOf(entry),
    ...[entry.kind, entry.correlation, entry.awsRequestId, target, reason],
    ...[actor.id, actor.name, channel?.id, channel?.name, endpoint?.id, endpoint?.name],
    ...connections.map(({ id }) => id),
  ];
}

function holds(words: string | undefined, text: string): boolean {
  return words !== undefined && foldName(words).includes(foldName(text));
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
function isAbout(
  entry: AuditEntry,
  { id, names, directories }: Extract<EntryQuery, { kind: 'person' }>,
): boolean {
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
