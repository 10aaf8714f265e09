import { namesInRequest } from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { isSameDirectoryUser } from '../../domain/directory-name.ts';
import type { EndpointId, PersonId } from '../../domain/ids.ts';
import { isDirectoryUserListedIn, isListedIn } from '../../domain/listed-names.ts';
import { foldName } from '../../domain/vpn-name.ts';

/** Which entries of the record someone asks for. */
export type EntryQuery =
  | { readonly kind: 'everything' }
  /** Whatever stands in an entry, without case; a number is an entry's own as well. */
  | { readonly kind: 'text'; readonly text: string }
  /** What a person did, and what was done to them under the names they go by on the VPN. */
  | {
      readonly kind: 'person';
      readonly id: PersonId;
      readonly names: readonly string[];
      /** Endpoints whose users a directory knows, which has several ways to write one name. */
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

/** A request for a second person names several people beside its target. */
function namesOf(entry: AuditEntry): string {
  return entry.kind === 'approval-requested' ? namesInRequest(entry) : (entry.target ?? '');
}

/** What follows the first names of many, as `namesText` writes it. */
const andMore = / and \d+ more$/;

/** A target is one name, or several with commas between; an act that was refused was asked for a person by id. */
function isAbout(
  entry: AuditEntry,
  { id, names, directories }: Extract<EntryQuery, { kind: 'person' }>,
): boolean {
  const { target = '' } = entry;
  if (target === id || target.endsWith(`(${id})`)) return true;

  const listed = namesOf(entry).replace(andMore, '');
  // An entry without an endpoint is about several.
  const isOfDirectory =
    entry.endpoint === undefined
      ? directories.length > 0
      : directories.some((directory) => directory === entry.endpoint?.id);
  const isListedAs = isOfDirectory ? isDirectoryUserListedIn : isListedWithDomain;
  return names.some((name) => name !== '' && (isListedIn(listed, name) || isListedAs(listed, name)));
}

/** An entry does not tell whether a directory knew the users then; only a directory has names with a domain and a backslash. */
function isListedWithDomain(listed: string, name: string): boolean {
  const parts = listed.split(', ').filter((part) => part.includes('\\'));
  return parts.some((part) => isSameDirectoryUser(part, name));
}
