import { z } from 'zod';
import { parseConnectionId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import type { ExactTargetRef, TargetRef } from '../../domain/target.ts';

/** Serializes the target of a list or a modal for Slack to return. */
export function textFromTargetRef(targetRef: TargetRef): string {
  switch (targetRef.kind) {
    case 'everyone':
      return 'everyone';
    case 'text':
      return `text:${targetRef.text}`;
    case 'name':
      return `name:${targetRef.name}`;
    case 'person':
      return `person:${targetRef.person}`;
    case 'group':
      return `group:${targetRef.group}`;
    case 'connection':
      return `connection:${targetRef.connection}`;
  }
}

export function parseTargetRef(text: string): TargetRef | undefined {
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
export function isExact(targetRef: TargetRef): targetRef is ExactTargetRef {
  return targetRef.kind === 'name' || targetRef.kind === 'person' || targetRef.kind === 'connection';
}

/** The schema of a text that a parser of the domain reads. */
export function parsedText<T>(parse: (text: string) => T | undefined) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue('is not valid');
    return z.NEVER;
  });
}

export const exactTargetRefSchema = parsedText((text) => {
  const targetRef = parseTargetRef(text);
  return targetRef && isExact(targetRef) ? targetRef : undefined;
});
/** A text that is left out by being empty. */
export const optionalTextSchema = z.string().transform((text) => text || undefined);
export const dateSchema = z.number().transform((ms) => new Date(ms));
