import * as z from 'zod';
import { type PersonId, parseConnectionId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import type {
  BlockTargetRef,
  ExactTargetRef,
  KickTargetRef,
  OneOfSeveral,
  TargetRef,
} from '../../domain/target.ts';
import { parseJson } from './parse-json.ts';

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

const severalPrefix = 'several:';
const severalSchema = z.array(parsedText(parseOneOfSeveral)).min(1);

/** Serializes the target of a kick or a block for a modal's `private_metadata`. */
export function textFromKickTargetRef(targetRef: KickTargetRef): string {
  return targetRef.kind === 'several'
    ? severalPrefix + JSON.stringify(targetRef.targetRef.map(textFromTargetRef))
    : textFromTargetRef(targetRef);
}

/** If one of several targets cannot be parsed, none is: a part must not pass for the whole. */
export function parseKickTargetRef(text: string): KickTargetRef | undefined {
  if (text.startsWith(severalPrefix)) {
    const several = severalSchema.safeParse(parseJson(text.slice(severalPrefix.length)));
    return several.success ? { kind: 'several', targetRef: several.data } : undefined;
  }
  const targetRef = parseTargetRef(text);
  return targetRef && (targetRef.kind === 'everyone' || isExact(targetRef)) ? targetRef : undefined;
}

export const blockTargetRefSchema = parsedText((text): BlockTargetRef | undefined => {
  const targetRef = parseKickTargetRef(text);
  return targetRef?.kind === 'everyone' ? undefined : targetRef;
});

function parseOneOfSeveral(text: string): OneOfSeveral | undefined {
  const targetRef = parseTargetRef(text);
  const isOne = targetRef?.kind === 'name' || targetRef?.kind === 'person' || targetRef?.kind === 'group';
  return isOne ? targetRef : undefined;
}

/** People whom a modal leaves out; `too_many` if they did not fit into its `private_metadata`. */
export type LeftOut = readonly PersonId[] | 'too_many';

const tooMany = '*';

/** Slack's limit for `private_metadata`. */
const maxMetadataLength = 3_000;

/**
 * Writes a modal's `private_metadata` with the people whom it leaves out: all of them, or that there are too many.
 *
 * @param write Writes the metadata with this text in it.
 */
export function metadataLeavingOut(leftOut: LeftOut, write: (text: string) => string): string {
  const complete = leftOut === 'too_many' ? undefined : write(leftOut.join(','));
  return complete !== undefined && complete.length <= maxMetadataLength ? complete : write(tooMany);
}

/** If one person cannot be parsed, none is: otherwise something could be done about that one. */
export function parseLeftOut(text: string): LeftOut | undefined {
  if (text === tooMany) return 'too_many';
  const people = text.split(',').map(parsePersonId);
  return people.every((person) => person !== undefined) ? people : undefined;
}
