import { parseConnectionId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import type { ExactWhom, Whom } from '../../domain/target.ts';

/** Serializes the target of a list or a modal for Slack to return. */
export function textFromWhom(whom: Whom): string {
  switch (whom.kind) {
    case 'everyone':
      return 'everyone';
    case 'text':
      return `text:${whom.text}`;
    case 'name':
      return `name:${whom.name}`;
    case 'person':
      return `person:${whom.person}`;
    case 'group':
      return `group:${whom.group}`;
    case 'connection':
      return `connection:${whom.connection}`;
  }
}

export function parseWhom(text: string): Whom | undefined {
  const separator = text.indexOf(':');
  const kind = separator < 0 ? text : text.slice(0, separator);
  const rest = text.slice(separator + 1);

  switch (kind) {
    case 'everyone':
      return { kind };
    case 'text':
      return rest === '' ? undefined : { kind, text: rest };
    case 'name':
      return rest === '' ? undefined : { kind, name: rest };
    case 'person': {
      const person = parsePersonId(rest);
      return person && { kind, person };
    }
    case 'group': {
      const group = parseGroupId(rest);
      return group && { kind, group };
    }
    case 'connection': {
      const connection = parseConnectionId(rest);
      return connection && { kind, connection };
    }
    default:
      return undefined;
  }
}

/** Whether the target is exact enough to act on. */
export function isExact(whom: Whom): whom is ExactWhom {
  return whom.kind === 'name' || whom.kind === 'person' || whom.kind === 'connection';
}
