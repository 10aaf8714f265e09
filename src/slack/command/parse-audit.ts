import {
  type AuditFilters,
  type AuditParty,
  parseFilterKind,
  parseSince,
} from '../../domain/audit-filter.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { type Misread, misread } from './messages.ts';
import { isEveryone } from './target-list.ts';
import { targetRefFrom } from './target-refs.ts';
import { isFlag, plainText, type Word } from './words.ts';

/** What to look for in the audit log. */
export interface AuditCommand {
  readonly kind: 'audit';
  readonly targetRef: SingleTargetRef;
  readonly filters: AuditFilters;
}

const filterNames = ['by', 'about', 'since', 'kind'] as const;
type FilterName = (typeof filterNames)[number];

/** What the buttons of the answer have room for. */
const maxTogether = 300;

/**
 * Parses `by @person`, `about @person`, `since 7d` and `kind block` in any order, and a person or a text besides them.
 * A text may contain these words too: they are a filter at the start, after another filter, and wherever their value
 * can be nothing else.
 */
export function parseAudit(words: readonly Word[]): AuditCommand | Misread {
  const flag = words.find(isFlag);
  if (flag !== undefined) return misread({ kind: 'flag', typed: plainText(flag) });

  let filters: AuditFilters = {};
  const rest: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word, value] = words.slice(at, at + 2);
    const name = filterNames.find((each) => isSameName(plainText(word), each));
    if (word === undefined) break;
    if (name === undefined || value === undefined || (rest.length > 0 && !isUnmistakable(name, value))) {
      rest.push(word);
      continue;
    }
    if (filters[name] !== undefined) return misread({ kind: 'filter_repeated', typed: name });
    const added = filterFrom(name, value);
    if ('problem' in added) return added;
    filters = { ...filters, ...added };
    at += 1;
  }
  return commandFrom(filters, rest);
}

function commandFrom(filters: AuditFilters, rest: readonly Word[]): AuditCommand | Misread {
  const targetRef =
    rest.length === 1 && isEveryone(rest[0]) ? { kind: 'everyone' as const } : targetRefFrom(rest);
  if ('problem' in targetRef) return targetRef;
  if (targetRef.kind === 'group') return misread({ kind: 'group_named' });

  const texts = [targetRef, filters.by, filters.about].map((party) => {
    if (party?.kind === 'text') return party.text;
    return party?.kind === 'name' ? party.name : '';
  });
  return texts.join('').length > maxTogether && texts.filter((text) => text !== '').length > 1
    ? misread({ kind: 'too_long_together' })
    : { kind: 'audit', targetRef, filters };
}

/** Whether a value after the name of a filter would hardly be part of a text. */
function isUnmistakable(name: FilterName, value: Word): boolean {
  const text = plainText(value);
  switch (name) {
    case 'by':
    case 'about':
      return value.kind === 'person' || value.isQuoted || text.startsWith('@') || /.@./.test(text);
    case 'since':
      return parseSince(text) !== undefined;
    case 'kind':
      return parseFilterKind(text) !== undefined;
  }
}

function filterFrom(name: FilterName, value: Word): AuditFilters | Misread {
  const typed = plainText(value);
  switch (name) {
    case 'by':
    case 'about': {
      const party = partyFrom(value);
      return 'problem' in party ? party : { [name]: party };
    }
    case 'since': {
      const since = parseSince(typed);
      return since === undefined ? misread({ kind: 'since_unclear', typed }) : { since };
    }
    case 'kind': {
      const kind = parseFilterKind(typed);
      return kind === undefined ? misread({ kind: 'kind_unknown', typed }) : { kind };
    }
  }
}

/** A name that was typed is any part of one: `by omar`. */
function partyFrom(value: Word): AuditParty | Misread {
  const targetRef = targetRefFrom([value]);
  if ('problem' in targetRef) return targetRef;
  switch (targetRef.kind) {
    case 'person':
      return targetRef;
    case 'text':
      return { kind: 'name', name: targetRef.text };
    default:
      return misread({ kind: targetRef.kind === 'group' ? 'group_named' : 'not_a_person' });
  }
}
